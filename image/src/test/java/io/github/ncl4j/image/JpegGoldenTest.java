package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.testkit.TensorFile;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** JPEGs as the reference's reader decodes them, byte for byte. */
@Tag("golden")
class JpegGoldenTest {

    @TestFactory
    Stream<DynamicTest> libjpegTurboDecodesAsOpenCv() {
        return GoldenFolder.tests("jpeg*.json", file -> check(file, JpegLibraries.decoder(JpegLibrary.FASTEST)));
    }

    @TestFactory
    Stream<DynamicTest> theBundledDecoderDecodesAsOpenCv() {
        return GoldenFolder.tests("jpeg*.json", file -> check(file, JpegLibraries.decoder(JpegLibrary.BUNDLED)));
    }

    private static void check(Path file, ImageDecoder decoder) {
        TensorFile golden = TensorFile.read(GoldenFolder.tensors(file));
        for (JsonNode each : GoldenFolder.json(file).path("cases")) {
            String name = each.path("name").asText();
            RgbImage decoded = decoder.decode(golden.bytes("jpeg." + name), name);
            assertThat(decoded.pixels()).as(name).isEqualTo(golden.bytes("cv2." + name));
        }
    }
}
