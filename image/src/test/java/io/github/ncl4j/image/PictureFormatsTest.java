package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Small pictures of every kind of file: grey, palette, alpha, 16 bits, interlaced, with a gamma value, all subsamplings of
 * JPEG, CMYK. Made with Pillow 9.4.0, OpenCV 4.6.0 and cjpeg 2.1.5.
 */
class PictureFormatsTest {

    @TestFactory
    Stream<DynamicTest> readsEveryKindOfFileAsOpenCv() {
        return Arrays.stream(JpegLibrary.values())
                .flatMap(library -> ReadAsOpenCv.table("pictures.csv").stream()
                        .map(expected -> DynamicTest.dynamicTest(
                                library + " " + expected.file(), () -> check(expected, library))));
    }

    private static void check(ReadAsOpenCv expected, JpegLibrary library) {
        ImageDecoder decoder = JpegLibraries.decoder(library);
        byte[] file = bytes(expected.file());
        if (expected.isRefused()) {
            assertThatThrownBy(() -> decoder.decode(file, "x.jpg"))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "x.jpg: cannot be decoded: it is a lossless, hierarchical or arithmetic-coded JPEG (SOF9),"
                                    + " which is not supported; save it as PNG; replace the file or leave it out");
        } else {
            expected.check(decoder.decode(file, expected.file()), library);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = PictureFormatsTest.class.getResourceAsStream("pictures/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
