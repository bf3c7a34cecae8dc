package io.github.ncl4j.image;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image of 8-bit red, green and blue samples. It keeps them as bytes, as decoders and networks want them, or with a whole
 * pixel in one integer, as the augmentation computes (Java makes vector instructions of loops over integers, not of those over
 * bytes), and hands them out either way; only what it does not keep is made, anew at each call. The arrays are shared, not
 * copied: whoever holds an image treats them as read-only.
 */
public final class RgbImage implements ImageSource {

    /** Pixels at a time that are unpacked on their way to a buffer. */
    private static final int LINE = 1024;

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

    /**
     * An image whose array has room for more, from {@link PixelArrays}.
     *
     * @param samples at least {@code height * width * 3} bytes
     */
    static RgbImage within(int width, int height, byte[] samples) {
        return new RgbImage(width, height, samples, null);
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
        if (samples == null) {
            return Pixel.unpack(Objects.requireNonNull(packed));
        }
        return samples.length == length() ? samples : Arrays.copyOf(samples, (int) length());
    }

    /** The image without the room that its array may have to spare, for whoever keeps it. */
    public RgbImage trimmed() {
        return samples == null || samples.length == length() ? this : new RgbImage(width, height, pixels());
    }

    /** Writes what {@link #pixels} returns to a place in a buffer, whose own position does not move. */
    public void writeTo(ByteBuffer target, int position) {
        if (samples != null) {
            target.put(position, samples, 0, (int) length());
            return;
        }
        int[] source = Objects.requireNonNull(packed);
        byte[] line = new byte[3 * Math.min(LINE, source.length)];
        for (int from = 0; from < source.length; from += LINE) {
            int count = Math.min(LINE, source.length - from);
            Pixel.unpack(source, from, count, line);
            target.put(position + 3 * from, line, 0, 3 * count);
        }
    }

    /** {@code height * width} pixels as {@link Pixel} packs them, row by row. */
    public int[] packed() {
        return packed != null ? packed : pack();
    }

    /** {@link #packed} in an array of the caller's own, to be changed. */
    public int[] copyPacked() {
        if (packed == null) {
            return pack();
        }
        int[] copy = PixelArrays.packed(packed.length);
        System.arraycopy(packed, 0, copy, 0, copy.length);
        return copy;
    }

    private int[] pack() {
        int[] pixels = PixelArrays.packed(width * height);
        read(0, pixels.length, pixels, 0);
        return pixels;
    }

    /** Copies neighbouring pixels, packed, to a place in another array; a part of an image costs no more than its own pixels. */
    void read(int first, int count, int[] target, int at) {
        if (packed != null) {
            System.arraycopy(packed, first, target, at, count);
        } else {
            Pixel.pack(Objects.requireNonNull(samples), first, target, at, count);
        }
    }

    /** Reads a line of pixels, {@code step} pixels apart, from one on. */
    void readLine(int first, int step, int[] line) {
        if (packed != null) {
            for (int i = 0, from = first; i < line.length; i++, from += step) {
                line[i] = packed[from];
            }
        } else {
            PixelLine.read(Objects.requireNonNull(samples), first, step, line);
        }
    }

    /**
     * Keeps the arrays for images that this thread makes next, unless one of some images has them too. The image was made by
     * the caller, and is not used any more.
     *
     * @param inUse the images that go on being used
     */
    public void recycleUnlessIn(ImageSource... inUse) {
        for (ImageSource each : inUse) {
            if (each instanceof RgbImage image && sharesArray(image)) {
                return;
            }
        }
        if (samples != null) {
            PixelArrays.giveBack(samples);
        } else {
            PixelArrays.giveBack(Objects.requireNonNull(packed));
        }
    }

    private boolean sharesArray(RgbImage other) {
        return samples != null ? samples == other.samples : packed == other.packed;
    }
}
