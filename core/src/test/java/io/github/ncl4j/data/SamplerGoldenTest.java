package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.testkit.GoldenFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The reference's class probabilities. */
@Tag("golden")
class SamplerGoldenTest {

    @TestFactory
    Stream<DynamicTest> probabilities() {
        return GoldenFolder.tests("longtail_profiles*.json", SamplerGoldenTest::check);
    }

    private static void check(Path file) {
        JsonNode sampler;
        try {
            sampler = new JsonMapper().readTree(file.toFile()).path("sampler");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int[] counts = IntStream.range(0, sampler.path("class_counts").size())
                .map(c -> sampler.path("class_counts").get(c).asInt())
                .toArray();
        assertThat(counts).isNotEmpty();
        // Epoch 0 of the progressive sampler, which does not exist, would be the instance sampler.
        compare(ClassSampler.progressive(counts, 0, 400), sampler.path("instance_p"));
        compare(ClassSampler.balanced(counts), sampler.path("class_p"));
        compare(ClassSampler.fourthRoot(counts), sampler.path("square_p"));
        compare(ClassSampler.progressive(counts, 100, 400), sampler.path("progress_p_epoch_100_of_400"));
    }

    private static void compare(double[] probabilities, JsonNode expected) {
        assertThat(probabilities).hasSize(expected.size());
        for (int c = 0; c < probabilities.length; c++) {
            assertThat(probabilities[c]).isCloseTo(expected.get(c).asDouble(), within(1e-15));
        }
    }
}
