package io.github.ncl4j.augment.pixels;

import io.github.ncl4j.image.Flip;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.RgbImage;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An affine map from places in the result to places in the image: {@code x' = a x + b y + c} and {@code y' = d x + e y + f},
 * where the centre of the first pixel is at (0.5, 0.5).
 */
public record Affine(double a, double b, double c, double d, double e, double f) {

    /** Shears rows: a row further down is taken from {@code factor} pixels further right. */
    public static Affine shearX(double factor) {
        return new Affine(1, factor, 0, 0, 1, 0);
    }

    /** Shears columns. */
    public static Affine shearY(double factor) {
        return new Affine(1, 0, 0, factor, 1, 0);
    }

    /** Takes every pixel from some pixels further right and further down. */
    public static Affine translate(double right, double down) {
        return new Affine(1, 0, right, 0, 1, down);
    }

    /**
     * Turns an image about its centre, as Pillow's {@code Image.rotate} without {@code expand}: multiples of 90 degrees are
     * exact, those of 90 and 270 for square images only.
     *
     * @param degrees counter-clockwise
     */
    public static RgbImage rotate(RgbImage image, double degrees, Interpolation interpolation, FillColor fill) {
        double angle = degrees % 360;
        angle = angle < 0 ? angle + 360 : angle;
        boolean square = image.width() == image.height();
        if (angle == 0) {
            return image;
        } else if (angle == 180) {
            return Flip.turn(image);
        } else if (angle == 90 && square) {
            return Flip.turnLeft(image);
        } else if (angle == 270 && square) {
            return Flip.turnRight(image);
        }
        return rotation(angle, image.width(), image.height()).apply(image, interpolation, fill);
    }

    private static Affine rotation(double degrees, int width, int height) {
        double radians = -(degrees * (Math.PI / 180));
        double cos = rounded(StrictMath.cos(radians));
        double sin = rounded(StrictMath.sin(radians));
        double minusSin = rounded(-StrictMath.sin(radians));
        double x = width / 2.0;
        double y = height / 2.0;
        return new Affine(cos, sin, cos * -x + sin * -y + x, minusSin, cos, minusSin * -x + cos * -y + y);
    }

    /** To 15 decimals, as Pillow does, so that half and quarter turns lose their tiny remainders. */
    private static double rounded(double value) {
        return new BigDecimal(value).setScale(15, RoundingMode.HALF_EVEN).doubleValue();
    }

    /**
     * Maps an image to one of the same size, as Pillow's {@code Image.transform}.
     *
     * @param fill what lies outside the image
     */
    public RgbImage apply(RgbImage image, Interpolation interpolation, FillColor fill) {
        return switch (interpolation) {
            case NEAREST -> new NearestSampler(this, image, fill).result();
            case BILINEAR -> interpolate(image, fill, false);
            case BICUBIC -> interpolate(image, fill, true);
        };
    }

    private RgbImage interpolate(RgbImage image, FillColor fill, boolean cubic) {
        return LineShift.fits(this)
                ? new LineShift(this, image, fill, cubic).result()
                : new InterpolatingSampler(this, image, fill, cubic).result();
    }
}
