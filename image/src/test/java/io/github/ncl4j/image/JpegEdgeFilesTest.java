package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import io.github.ncl4j.testkit.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * 126 JPEGs that have been trouble somewhere: cameras' metadata, every orientation, CMYK, broken segments, lossless ones. All
 * decode to what OpenCV reads, byte for byte, or are refused as there; parts are those of the whole.
 */
@Execution(ExecutionMode.CONCURRENT)
class JpegEdgeFilesTest {

    /** OpenCV looks at the third byte before it calls libjpeg, and a 0 there is nothing to libjpeg. */
    private static final String REFUSED_BY_OPENCV_ALONE = "twelvemonkeys/jpeg/0x00-to-0xFF-between-segments.jpg";

    @TestFactory
    Stream<DynamicTest> decodesAsOpenCvOrRefuses() {
        Path folder = SharedFolder.path("data/jpeg-edge");
        List<ReadAsOpenCv> table = ReadAsOpenCv.table("jpeg-edge.csv");
        return Arrays.stream(JpegLibrary.values())
                .flatMap(library -> table.stream()
                        .map(expected -> DynamicTest.dynamicTest(library + " " + expected.file(), () -> {
                            check(folder.resolve(expected.file()), expected, library);
                        })));
    }

    private static void check(Path file, ReadAsOpenCv expected, JpegLibrary library) throws IOException {
        ImageDecoder decoder = JpegLibraries.decoder(library);
        if (expected.file().equals(REFUSED_BY_OPENCV_ALONE)) {
            assertThat(decoder.decode(file).width()).isPositive();
            Parts.check(decoder, Files.readAllBytes(file));
        } else if (expected.isRefused()) {
            assertThatThrownBy(() -> decoder.decode(file))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ": cannot be decoded: ")
                    .hasMessageEndingWith("; replace the file or leave it out");
        } else {
            expected.check(decoder.decode(file), library);
            if (library == JpegLibrary.FASTEST) {
                Parts.check(decoder, Files.readAllBytes(file));
            }
        }
    }

    @Test
    void theTableNamesEveryFile() throws IOException {
        Path folder = SharedFolder.path("data/jpeg-edge");
        try (Stream<Path> files = Files.walk(folder)) {
            List<String> names = files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
            assertThat(names).hasSize(126);
            assertThat(ReadAsOpenCv.table("jpeg-edge.csv"))
                    .extracting(ReadAsOpenCv::file)
                    .containsExactlyInAnyOrderElementsOf(names);
        }
    }

    /** The same scene, stored in eight ways. Value 1 has another colour profile, which is not applied. */
    @TestFactory
    Stream<DynamicTest> turnsPhotosUpright() {
        Path folder = SharedFolder.path("data/jpeg-edge/exif-samples/orientation");
        ImageDecoder decoder = new ImageDecoder();
        return Stream.of("landscape", "portrait").flatMap(name -> {
            RgbImage first = decoder.decode(folder.resolve(name + "_1.jpg"));
            return Stream.of(2, 3, 4, 5, 6, 7, 8)
                    .map(value -> DynamicTest.dynamicTest(name + "_" + value, () -> {
                        RgbImage turned = decoder.decode(folder.resolve(name + "_" + value + ".jpg"));
                        assertThat(turned.width()).isEqualTo(first.width());
                        assertThat(turned.height()).isEqualTo(first.height());
                        assertThat(correlation(turned.pixels(), first.pixels())).isGreaterThan(0.9);
                    }));
        });
    }

    private static double correlation(byte[] a, byte[] b) {
        double meanA = mean(a);
        double meanB = mean(b);
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            double da = (a[i] & 0xff) - meanA;
            double db = (b[i] & 0xff) - meanB;
            ab += da * db;
            aa += da * da;
            bb += db * db;
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double mean(byte[] samples) {
        long sum = 0;
        for (byte sample : samples) {
            sum += sample & 0xff;
        }
        return (double) sum / samples.length;
    }
}
