package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.testkit.Pixels;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RgbImageTest {

    @Test
    void packsRedLowestAndBlueHighest() {
        RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, (byte) 255, (byte) 128, 0});
        assertThat(image.packed()).containsExactly(0x030201, 0x0080ff);
        assertThat(RgbImage.ofPacked(2, 1, new int[] {0x030201, 0x0080ff}).pixels())
                .containsExactly(image.pixels());
    }

    @Test
    void survivesTheWayThereAndBack() {
        Random random = new Random(1);
        for (int width = 1; width < 20; width++) {
            byte[] samples = new byte[width * 3 * 3];
            random.nextBytes(samples);
            RgbImage image = new RgbImage(width, 3, samples);
            RgbImage packed = RgbImage.ofPacked(width, 3, image.packed());
            assertThat(packed.pixels()).containsExactly(samples);
            assertThat(packed.length()).isEqualTo(image.length()).isEqualTo(samples.length);
        }
    }

    /** In lines of 1,024 pixels; what lies around the image stays as it is. */
    @Test
    void writesItselfToABuffer() {
        for (int width : new int[] {1, 2, 1023, 1024, 1025, 2048, 3000}) {
            RgbImage image = new RgbImage(width, 1, Pixels.noise(width, 1));
            for (RgbImage each : new RgbImage[] {
                image, RgbImage.ofPacked(width, 1, image.packed()), RgbImage.within(width, 1, roomy(image))
            }) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(3 * width + 10);
                each.writeTo(buffer, 5);
                byte[] written = new byte[buffer.capacity()];
                buffer.get(0, written);
                assertThat(buffer.position()).isZero();
                assertThat(written).startsWith(0, 0, 0, 0, 0).endsWith(0, 0, 0, 0, 0);
                assertThat(Arrays.copyOfRange(written, 5, 5 + 3 * width)).isEqualTo(image.pixels());
            }
        }
    }

    private static byte[] roomy(RgbImage image) {
        byte[] samples = Arrays.copyOf(image.pixels(), image.pixels().length + 4);
        Arrays.fill(samples, samples.length - 4, samples.length, (byte) 77);
        return samples;
    }

    @Test
    void anArrayWithRoomToSpareIsNotSeen() {
        RgbImage image = new RgbImage(5, 4, Pixels.noise(5, 4));
        RgbImage within = RgbImage.within(5, 4, roomy(image));
        assertThat(within.pixels()).isEqualTo(image.pixels());
        assertThat(within.packed()).isEqualTo(image.packed());
        assertThat(within.copyPacked()).isEqualTo(image.packed());
        assertThat(within.length()).isEqualTo(image.length());
        assertThat(within.trimmed().pixels()).isEqualTo(image.pixels());
        assertThat(image.trimmed()).isSameAs(image);
    }

    @Test
    void givesUpItsArraysUnlessAnotherImageHasThem() {
        PixelArraysTest.onThreadOfItsOwn(() -> {
            int[] packed = new int[77];
            RgbImage image = RgbImage.ofPacked(11, 7, packed);
            RgbImage other = RgbImage.ofPacked(7, 11, packed);
            image.recycleUnlessIn(new RgbImage(11, 7, Pixels.noise(11, 7)), other);
            assertThat(PixelArrays.packed(77)).isNotSameAs(packed);
            image.recycleUnlessIn(new RgbImage(11, 7, Pixels.noise(11, 7)));
            assertThat(PixelArrays.packed(77)).isSameAs(packed);

            byte[] samples = new byte[231];
            RgbImage unpacked = new RgbImage(11, 7, samples);
            unpacked.recycleUnlessIn(unpacked);
            assertThat(PixelArrays.samplesAtLeast(231)).isNotSameAs(samples);
            unpacked.recycleUnlessIn(image);
            assertThat(PixelArrays.samplesAtLeast(231)).isSameAs(samples);
        });
    }

    @Test
    void handsOutWhatItKeepsWithoutCopying() {
        byte[] samples = new byte[6];
        int[] packed = new int[2];
        assertThat(new RgbImage(2, 1, samples).pixels()).isSameAs(samples);
        assertThat(RgbImage.ofPacked(2, 1, packed).packed()).isSameAs(packed);
    }

    @Test
    void refusesTheWrongNumberOfSamples() {
        assertThatThrownBy(() -> new RgbImage(2, 1, new byte[5]))
                .hasMessageContaining("2 x 1 pixels cannot have 5 bytes");
        assertThatThrownBy(() -> RgbImage.ofPacked(2, 1, new int[3]))
                .hasMessageContaining("2 x 1 pixels cannot have 3");
        assertThatThrownBy(() -> RgbImage.ofPacked(-1, -2, new int[2])).isInstanceOf(IllegalArgumentException.class);
    }
}
