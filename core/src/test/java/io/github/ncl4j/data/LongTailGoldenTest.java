package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DataConfig.Profile;
import io.github.ncl4j.testkit.GoldenFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Images per class of the published long-tailed sets. */
@Tag("golden")
class LongTailGoldenTest {

    @TestFactory
    Stream<DynamicTest> profiles() {
        return GoldenFolder.tests("longtail_profiles*.json", LongTailGoldenTest::check);
    }

    private static void check(Path file) {
        JsonNode profiles;
        try {
            profiles = new JsonMapper().readTree(file.toFile()).path("profiles");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(profiles.size()).isPositive();
        for (JsonNode profile : profiles) {
            assertThat(counts(profile, Profile.EXPONENTIAL)).isEqualTo(integers(profile.path("exp")));
            assertThat(counts(profile, Profile.STEP)).isEqualTo(integers(profile.path("step")));
        }
    }

    private static int[] counts(JsonNode profile, Profile shape) {
        double factor = profile.path("imbalance").asDouble();
        return LongTail.counts(
                new DataConfig.LongTail(shape, factor, DataConfig.Selection.FIRST),
                profile.path("classes").asInt(),
                profile.path("n_max").asInt());
    }

    private static int[] integers(JsonNode array) {
        int[] integers = new int[array.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = array.get(i).asInt();
        }
        return integers;
    }
}
