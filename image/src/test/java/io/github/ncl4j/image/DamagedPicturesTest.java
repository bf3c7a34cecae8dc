package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pictures with damaged bytes, cut off, spliced, and with headers that lie. Each gives a picture or a {@link DataException},
 * within memory that the limit on pixels bounds. The number of files is {@code -Dncl4j.damaged=N}, for longer searches.
 */
class DamagedPicturesTest {

    private static final int FILES = Integer.getInteger("ncl4j.damaged", 2000);
    private static final int MAX_PIXELS = 1 << 18;

    /** For each pixel that the limit allows, 3 bytes for the picture and what the slowest reader needs besides. */
    private static final long MAX_ALLOCATED = 40L * MAX_PIXELS;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    @Timeout(600) // a guard against a decoder that never returns
    void givesAPictureOrAnErrorWithinItsMemory(JpegLibrary library) throws IOException {
        List<byte[]> whole = pictures();
        ImageDecoder decoder = JpegLibraries.decoder(library, MAX_PIXELS);
        Random random = new Random(17);
        int refused = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] file = damaged(whole, random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                RgbImage image = decoder.decode(file, "x");
                assertThat((long) image.width() * image.height()).isBetween(1L, (long) MAX_PIXELS);
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith("x: ");
                refused++;
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("bytes allocated for file %d", i)
                    .isLessThan(MAX_ALLOCATED);
        }
        // Neither all whole nor all hopeless: the damage is of the kind that reaches the decoders.
        assertThat(refused).isBetween(FILES / 10, FILES * 9 / 10);
    }

    private static List<byte[]> pictures() throws IOException {
        List<byte[]> pictures = new ArrayList<>();
        for (ReadAsOpenCv each : ReadAsOpenCv.table("pictures.csv")) {
            try (InputStream in = DamagedPicturesTest.class.getResourceAsStream("pictures/" + each.file())) {
                pictures.add(in.readAllBytes());
            }
        }
        return pictures;
    }

    private static byte[] damaged(List<byte[]> whole, Random random) {
        byte[] file = whole.get(random.nextInt(whole.size())).clone();
        switch (random.nextInt(5)) {
            case 0 -> changeBytes(file, file.length, random);
            case 1 -> changeBytes(file, Math.min(file.length, 200), random);
            case 2 -> file = Arrays.copyOf(file, random.nextInt(file.length));
            case 3 -> file = spliced(file, whole.get(random.nextInt(whole.size())), random);
            default -> lie(file, random);
        }
        return file;
    }

    private static void changeBytes(byte[] file, int end, Random random) {
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(end);
            file[at] = (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt(256));
        }
    }

    /** The beginning of one file and a piece of another, or of itself again. */
    private static byte[] spliced(byte[] head, byte[] tail, Random random) {
        int from = random.nextInt(tail.length);
        int cut = random.nextInt(head.length);
        byte[] file = Arrays.copyOf(head, cut + tail.length - from);
        System.arraycopy(tail, from, file, cut, tail.length - from);
        return file;
    }

    /** Another width and height where the format keeps them; a PNG gets the checksum that goes with them. */
    private static void lie(byte[] file, Random random) {
        ByteBuffer bytes = ByteBuffer.wrap(file);
        int width = random.nextInt(1 << random.nextInt(17));
        int height = random.nextInt(1 << random.nextInt(17));
        if (file[0] == (byte) 0xff) {
            for (int i = 2; i < file.length - 8; i++) {
                if (file[i] == (byte) 0xff && file[i + 1] >= (byte) 0xc0 && file[i + 1] <= (byte) 0xc2) {
                    bytes.putShort(i + 5, (short) height).putShort(i + 7, (short) width);
                }
            }
        } else if (file[0] == (byte) 0x89) {
            bytes.putInt(16, width).putInt(20, height);
            CRC32 checksum = new CRC32();
            checksum.update(file, 12, 17);
            bytes.putInt(29, (int) checksum.getValue());
        } else if (file[0] == 'B') {
            bytes.putInt(18, Integer.reverseBytes(width)).putInt(22, Integer.reverseBytes(height));
        } else {
            bytes.putInt(20 + random.nextInt(8), random.nextInt(Integer.MAX_VALUE));
        }
    }
}
