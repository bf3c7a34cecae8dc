package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
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

    /** The larger a lossy WebP, the more of it depends on how its bits are read: libwebp's pixels, saved as PNG, are the measure. */
    @Test
    void decodesLossyWebPWithinAFewGreyLevelsOfLibwebp() {
        ImageDecoder decoder = new ImageDecoder();
        byte[] decoded =
                decoder.decode(bytes("lossy-fine.webp"), "lossy-fine.webp").pixels();
        byte[] expected =
                decoder.decode(bytes("lossy-fine.png"), "lossy-fine.png").pixels();
        assertThat(decoded).hasSameSizeAs(expected);
        long sum = 0;
        for (int i = 0; i < expected.length; i++) {
            int difference = Math.abs((decoded[i] & 0xff) - (expected[i] & 0xff));
            assertThat(difference).as("sample %d", i).isLessThanOrEqualTo(16);
            sum += difference;
        }
        // Chrominance is repeated here and interpolated there.
        assertThat((double) sum / expected.length).isLessThan(2);
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
