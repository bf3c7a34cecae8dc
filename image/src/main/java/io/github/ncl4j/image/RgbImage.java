package io.github.ncl4j.image;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image of 8-bit red, green and blue samples. It keeps them as bytes, as decoders and networks want them, or with a whole
 * pixel in one integer, as the augmentation computes (Java makes vector instructions of loops over integers, not of those over
 * bytes), and hands them out either way; only what it does not keep is made, anew at each call. The arrays are shared, not
 * copied: whoever holds an image treats them as read-only.
 */
public final class RgbImage implements ImageSource {

    private final int width;
    private final int height;
    private final byte @Nullable [] samples;
    private final int @Nullable [] packed;

    private RgbImage(int width, int height, byte @Nullable [] samples, int @Nullable [] packed) {
        this.width = width;
        this.height = height;
        this.samples = samples;
        this.packed = packed;
    }

    /**
     * An image of bytes.
     *
     * @param width in pixels, positive
     * @param height in pixels, positive
     * @param samples {@code height * width * 3} bytes, row by row, the three samples of a pixel together (HWC)
     * @throws IllegalArgumentException if the array has not exactly so many bytes
     */
    public RgbImage(int width, int height, byte[] samples) {
        this(width, height, samples, null);
        if (width <= 0 || height <= 0 || samples.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "an RGB image of " + width + " x " + height + " pixels cannot have " + samples.length + " bytes");
        }
    }

    /**
     * An image of packed pixels.
     *
     * @param width in pixels, positive
     * @param height in pixels, positive
     * @param packed {@code height * width} pixels as {@link Pixel} packs them, row by row
     * @throws IllegalArgumentException if the array has not exactly so many pixels
     */
    public static RgbImage ofPacked(int width, int height, int[] packed) {
        if (width <= 0 || height <= 0 || packed.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "an RGB image of " + width + " x " + height + " pixels cannot have " + packed.length);
        }
        return new RgbImage(width, height, null, packed);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int height() {
        return height;
    }

    /** Itself. */
    @Override
    public RgbImage whole() {
        return this;
    }

    @Override
    public ImagePart part(Window window) {
        return new ImagePart(this, window);
    }

    /** How many samples it has: {@code height * width * 3}. */
    public long length() {
        return 3L * width * height;
    }

    /** {@code height * width * 3} bytes, row by row, the three samples of a pixel together (HWC). */
    public byte[] pixels() {
        return samples != null ? samples : Pixel.unpack(Objects.requireNonNull(packed));
    }

    /** {@code height * width} pixels as {@link Pixel} packs them, row by row. */
    public int[] packed() {
        return packed != null ? packed : Pixel.pack(Objects.requireNonNull(samples));
    }

    /** {@link #packed} in an array of the caller's own, to be changed. */
    public int[] copyPacked() {
        return packed != null ? packed.clone() : Pixel.pack(Objects.requireNonNull(samples));
    }

    /** Copies neighbouring pixels, packed, to a place in another array; a part of an image costs no more than its own pixels. */
    void read(int first, int count, int[] target, int at) {
        if (packed != null) {
            System.arraycopy(packed, first, target, at, count);
        } else {
            Pixel.pack(Objects.requireNonNull(samples), first, target, at, count);
        }
    }
}
