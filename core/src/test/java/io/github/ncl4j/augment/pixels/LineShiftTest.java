package io.github.ncl4j.augment.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.RgbImage;
import org.junit.jupiter.api.Test;

class LineShiftTest {

    private static final FillColor FILL = FillColor.of(124, 116, 104);

    @Test
    void givesEveryByteOfTheSamplerInDoublePrecision() {
        RandomStream random = RandomStream.of(1);
        for (int i = 0; i < 200; i++) {
            RgbImage image = patches(1 + random.nextInt(90), 1 + random.nextInt(90), random);
            double distance = random.uniform(-1.2, 1.2) * Math.max(image.width(), image.height());
            assertSame(Affine.translate(distance, 0), image);
            assertSame(Affine.translate(0, distance), image);
            assertSame(Affine.shearX(random.uniform(-1, 1)), image);
            assertSame(Affine.shearY(random.uniform(-1, 1)), image);
            assertSame(new Affine(1, random.uniform(-0.3, 0.3), distance, 0, 1, 0), image);
        }
    }

    @Test
    void wholeAndSimplePartsOfPixelsStayExact() {
        RgbImage image = patches(40, 30, RandomStream.of(2));
        for (double distance : new double[] {0, 1, -3, 0.5, 2.25, 1e-9, -1e-9, 0.1, 0.3, 40, -40, 1e7, 1e300}) {
            assertSame(Affine.translate(distance, 0), image);
            assertSame(Affine.translate(0, distance), image);
            assertSame(Affine.shearX(distance), image);
            assertSame(Affine.shearY(distance), image);
        }
    }

    @Test
    void takesNoOtherMaps() {
        assertThat(LineShift.fits(new Affine(1, 0.1, 0, 0.1, 1, 0))).isFalse();
        assertThat(LineShift.fits(Affine.translate(1, 1))).isFalse();
        assertThat(LineShift.fits(new Affine(2, 0, 0, 0, 1, 0))).isFalse();
    }

    private static void assertSame(Affine map, RgbImage image) {
        assertThat(LineShift.fits(map)).isTrue();
        for (boolean cubic : new boolean[] {false, true}) {
            assertThat(new LineShift(map, image, FILL, cubic).result().pixels())
                    .as("%s, cubic %s", map, cubic)
                    .isEqualTo(new InterpolatingSampler(map, image, FILL, cubic)
                            .result()
                            .pixels());
        }
    }

    /** Noise beside constant and slowly rising stretches, where exact results are whole numbers. */
    private static RgbImage patches(int width, int height, RandomStream random) {
        byte[] pixels = new byte[width * height * 3];
        int level = 0;
        int kind = 0;
        for (int i = 0; i < pixels.length; i++) {
            if (i % 50 == 0) {
                kind = random.nextInt(4);
                level = random.nextInt(256);
            }
            pixels[i] = (byte)
                    switch (kind) {
                        case 0 -> random.nextInt(256);
                        case 1 -> level;
                        case 2 -> level + i / 3;
                        default -> 255 * random.nextInt(2);
                    };
        }
        return new RgbImage(width, height, pixels);
    }
}
