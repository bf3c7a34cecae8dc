package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.data.RgbImage;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.GoldenFolder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The operations of Pillow and torchvision that are built so far, byte for byte. */
@Tag("golden")
class ImageGoldenTest {

    @TestFactory
    Stream<DynamicTest> operations() {
        return GoldenFolder.tests("image_*.json", ImageGoldenTest::check);
    }

    private static void check(Path file) {
        int checked = 0;
        try (GoldenCase golden = new GoldenCase(file)) {
            RgbImage input = image(golden, "input");
            for (JsonNode operation : golden.json().path("ops")) {
                RgbImage result = apply(operation.path("op").asText(), operation.path("params"), input);
                if (result != null) {
                    RgbImage expected = image(golden, operation.path("out").asText());
                    assertThat(result.width()).as(operation.toString()).isEqualTo(expected.width());
                    assertThat(result.pixels()).as(operation.toString()).isEqualTo(expected.pixels());
                    checked++;
                }
            }
        }
        assertThat(checked).isPositive();
    }

    private static @Nullable RgbImage apply(String name, JsonNode parameters, RgbImage image) {
        RandomStream random = RandomStream.of(0);
        return switch (name) {
            case "hflip" -> new HorizontalFlip(1).apply(image, random);
            case "pad4_crop" -> crop(parameters, image, 4);
            case "resized_crop" ->
                Resize.scale(
                        crop(parameters, image, 0),
                        parameters.path("size").path(1).asInt(),
                        parameters.path("size").path(0).asInt());
            case "resize" -> new Resize(parameters.path("shorter_edge").asInt()).apply(image, random);
            case "resize_centercrop" ->
                new CenterCrop(parameters.path("crop").asInt())
                        .apply(new Resize(parameters.path("shorter_edge").asInt()).apply(image, random), random);
            case "center_crop_padded" -> new CenterCrop(parameters.path("crop").asInt()).apply(image, random);
            default -> null;
        };
    }

    private static RgbImage crop(JsonNode parameters, RgbImage image, int padding) {
        return Crop.of(
                image,
                parameters.path("left").asInt() - padding,
                parameters.path("top").asInt() - padding,
                parameters.path("width").asInt(),
                parameters.path("height").asInt());
    }

    private static RgbImage image(GoldenCase golden, String name) {
        JsonNode shape = golden.json().path("tensors").path(name).path("shape");
        return new RgbImage(shape.path(1).asInt(), shape.path(0).asInt(), golden.bytes(name));
    }
}
