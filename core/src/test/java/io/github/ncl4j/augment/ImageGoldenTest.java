package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.testkit.GoldenFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every operation of Pillow, torchvision and the reference's policies, byte for byte. */
@Tag("golden")
class ImageGoldenTest {

    @TestFactory
    Stream<DynamicTest> operations() {
        return GoldenFolder.tests("image_*.json", ImageGoldenTest::check);
    }

    private static void check(Path file) {
        List<String> differences = new ArrayList<>();
        try (GoldenCase golden = new GoldenCase(file)) {
            RgbImage input = image(golden, "input");
            byte[] before = input.pixels().clone();
            for (JsonNode operation : golden.json().path("ops")) {
                RgbImage result = GoldenOperations.apply(operation, input);
                RgbImage expected = image(golden, operation.path("out").asText());
                if (result.width() != expected.width() || result.height() != expected.height()) {
                    differences.add(operation + ": has another size");
                } else {
                    compare(operation, result.pixels(), expected.pixels(), differences);
                }
            }
            assertThat(input.pixels()).as("the input stays as it was").isEqualTo(before);
            assertThat(golden.json().path("ops")).isNotEmpty();
        }
        assertThat(differences).isEmpty();
    }

    private static void compare(JsonNode operation, byte[] actual, byte[] expected, List<String> differences) {
        int different = 0;
        int largest = 0;
        for (int i = 0; i < expected.length; i++) {
            int difference = Math.abs((actual[i] & 0xff) - (expected[i] & 0xff));
            different += difference > 0 ? 1 : 0;
            largest = Math.max(largest, difference);
        }
        if (different > 0) {
            differences.add(
                    operation + ": " + different + " of " + expected.length + " samples differ, by up to " + largest);
        }
    }

    private static RgbImage image(GoldenCase golden, String name) {
        JsonNode shape = golden.json().path("tensors").path(name).path("shape");
        return new RgbImage(shape.path(1).asInt(), shape.path(0).asInt(), golden.bytes(name));
    }
}
