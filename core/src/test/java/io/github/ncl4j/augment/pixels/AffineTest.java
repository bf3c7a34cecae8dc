package io.github.ncl4j.augment.pixels;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.image.Flip;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.RgbImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AffineTest {

    private static final FillColor FILL = FillColor.of(9, 9, 9);
    private static final RgbImage SQUARE = Images.grey(2, 2, 1, 2, 3, 4);

    @Test
    void translationTakesPixelsFromFurtherRight() {
        RgbImage row = Images.grey(3, 1, 10, 20, 30);
        for (Interpolation interpolation : Interpolation.values()) {
            assertThat(Images.reds(Affine.translate(1, 0).apply(row, interpolation, FILL)))
                    .as(interpolation.name())
                    .isEqualTo("20 30 9");
            assertThat(Images.reds(Affine.translate(-2, 0).apply(row, interpolation, FILL)))
                    .as(interpolation.name())
                    .isEqualTo("9 9 10");
        }
    }

    @Test
    void halfAPixelIsTheMeanOfTwo() {
        RgbImage row = Images.grey(3, 1, 10, 21, 30);
        // 15.5 and 25.5 are cut; the last place lies on the image's right edge, which is outside.
        assertThat(Images.reds(Affine.translate(0.5, 0).apply(row, Interpolation.BILINEAR, FILL)))
                .isEqualTo("15 25 9");
    }

    @Test
    void edgeGoesOnOutsideTheImage() {
        RgbImage row = Images.grey(2, 1, 100, 200);
        // The first place lies a quarter pixel into the image, left of the first pixel's centre.
        assertThat(Images.reds(Affine.translate(-0.25, 0).apply(row, Interpolation.BILINEAR, FILL)))
                .isEqualTo("100 175");
    }

    @Test
    void shearMovesRowsByTheirHeight() {
        RgbImage image = Images.grey(3, 2, 1, 2, 3, 4, 5, 6);
        // By 0.5 the first row is taken from 0.25 columns further right, the second from 0.75.
        assertThat(Images.reds(Affine.shearX(0.5).apply(image, Interpolation.NEAREST, FILL)))
                .isEqualTo("1 2 3 5 6 9");
        assertThat(Images.reds(Affine.shearY(1).apply(image, Interpolation.NEAREST, FILL)))
                .as("0.5, 1.5 and 2.5 rows further down")
                .isEqualTo("4 9 9 9 9 9");
    }

    @Test
    void rotationIsCounterClockwise() {
        assertThat(Images.reds(rotate(SQUARE, 90))).isEqualTo("2 4 1 3");
        assertThat(Images.reds(rotate(SQUARE, 180))).isEqualTo("4 3 2 1");
        assertThat(Images.reds(rotate(SQUARE, -90))).isEqualTo("3 1 4 2");
        assertThat(rotate(SQUARE, 720)).isSameAs(SQUARE);
    }

    @Test
    void quarterTurnOfAnOblongKeepsItsSize() {
        RgbImage oblong = Images.grey(3, 1, 1, 2, 3);
        // Only the centre stays inside.
        assertThat(Images.reds(rotate(oblong, 90))).isEqualTo("9 2 9");
    }

    @Test
    void fourQuarterTurnsAreNone() {
        RgbImage noise = Images.noise(7, 7);
        RgbImage turned = noise;
        for (int i = 0; i < 4; i++) {
            turned = rotate(turned, 90);
        }
        assertThat(turned.pixels()).isEqualTo(noise.pixels());
        assertThat(rotate(rotate(noise, 270), 90).pixels()).isEqualTo(noise.pixels());
    }

    @Test
    void flipsUndoThemselves() {
        RgbImage noise = Images.noise(5, 3);
        assertThat(Images.reds(Flip.vertical(SQUARE))).isEqualTo("3 4 1 2");
        assertThat(Flip.vertical(Flip.vertical(noise)).pixels()).isEqualTo(noise.pixels());
        assertThat(Flip.horizontal(Flip.horizontal(noise)).pixels()).isEqualTo(noise.pixels());
        assertThat(Flip.horizontal(Flip.vertical(noise)).pixels())
                .isEqualTo(Flip.turn(noise).pixels());
    }

    @Test
    void identityChangesNothingAndAConstantImageStaysConstant() {
        RgbImage noise = Images.noise(11, 6);
        int[] levels = new int[66];
        Arrays.fill(levels, 200);
        RgbImage constant = Images.grey(11, 6, levels);
        FillColor same = FillColor.of(200, 200, 200);
        for (Interpolation interpolation : Interpolation.values()) {
            assertThat(Affine.translate(0, 0).apply(noise, interpolation, FILL).pixels())
                    .isEqualTo(noise.pixels());
            assertThat(Affine.rotate(constant, 33, interpolation, same).pixels())
                    .as(interpolation.name())
                    .isEqualTo(constant.pixels());
        }
    }

    /** Places beyond the range of 16.16 fixed point are found in double precision. */
    @Test
    void farTranslationsOfAShearFindNothing() {
        Affine far = new Affine(1, 0.5, 40_000, 0, 1, 0);
        assertThat(Images.reds(far.apply(SQUARE, Interpolation.NEAREST, FILL))).isEqualTo("9 9 9 9");
    }

    private static RgbImage rotate(RgbImage image, double degrees) {
        return Affine.rotate(image, degrees, Interpolation.NEAREST, FILL);
    }
}
