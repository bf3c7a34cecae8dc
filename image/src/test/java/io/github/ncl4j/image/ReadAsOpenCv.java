package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * One line of a table of what OpenCV 4.6.0 (Debian's {@code python3-opencv}) reads from a file with {@code cv2.imread}.
 *
 * @param file its name
 * @param picture the size, the CRC-32 of the RGB bytes and the mean colour; empty where it reads nothing
 */
record ReadAsOpenCv(String file, List<String> picture) {

    /**
     * Files whose chrominance is stored with half the rows and all the columns (4:4:0). The libjpeg 6b in some JDKs repeats
     * their rows where libjpeg-turbo interpolates, so that pixels differ and colours do not.
     */
    private static final Set<String> HALF_THE_ROWS = Set.of("rgb-440.jpg", "exif-samples/Panasonic_DMC-FZ30.jpg");

    /** TwelveMonkeys' WebP decoder repeats chrominance where Google's interpolates. */
    private static final String LOSSY_WEBP = "lossy.webp";

    static List<ReadAsOpenCv> table(String name) {
        List<ReadAsOpenCv> lines = new ArrayList<>();
        try (InputStream in = ReadAsOpenCv.class.getResourceAsStream(name);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                List<String> cells = List.of(line.split(","));
                lines.add(new ReadAsOpenCv(
                        cells.get(0), cells.get(1).equals("refused") ? List.of() : cells.subList(1, cells.size())));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    boolean isRefused() {
        return picture.isEmpty();
    }

    /** Compares size and colour, and every byte where the decoder gives the reference's. */
    void check(RgbImage image, JpegLibrary library) {
        assertThat(image.width()).as("width").isEqualTo(Integer.parseInt(picture.get(0)));
        assertThat(image.height()).as("height").isEqualTo(Integer.parseInt(picture.get(1)));
        boolean exact = !file.equals(LOSSY_WEBP) && (library == JpegLibrary.FASTEST || !HALF_THE_ROWS.contains(file));
        double[] mean = mean(image);
        for (int c = 0; c < 3; c++) {
            double expected = Double.parseDouble(picture.get(3 + c));
            assertThat(mean[c]).as("mean of channel %d", c).isCloseTo(expected, within(exact ? 0.051 : 2));
        }
        if (exact) {
            CRC32 checksum = new CRC32();
            checksum.update(image.pixels());
            assertThat(checksum.getValue()).as("CRC-32 of the pixels").isEqualTo(Long.parseLong(picture.get(2), 16));
        }
    }

    private static double[] mean(RgbImage image) {
        double[] mean = new double[3];
        byte[] pixels = image.pixels();
        for (int i = 0; i < pixels.length; i++) {
            mean[i % 3] += (pixels[i] & 0xff) * 3.0 / pixels.length;
        }
        return mean;
    }
}
