package io.github.ncl4j.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A pixel as one integer, {@code red | green << 8 | blue << 16}. One access to four bytes takes a third of the time of three
 * accesses to one.
 */
public final class Pixel {

    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Pixel() {}

    /** From samples in [0, 255]. */
    public static int of(int red, int green, int blue) {
        return red | (green << 8) | (blue << 16);
    }

    /** Whether one more sample follows the pixel whose red sample is there: all but the last of an image. */
    public static boolean isFollowed(byte[] samples, int at) {
        return at + Integer.BYTES <= samples.length;
    }

    /** The pixel whose red sample is there; it must be followed by another sample. */
    public static int getFollowed(byte[] samples, int at) {
        return (int) FOUR_BYTES.get(samples, at) & 0xffffff;
    }

    /** The pixel whose red sample is there. */
    public static int get(byte[] samples, int at) {
        return isFollowed(samples, at)
                ? getFollowed(samples, at)
                : of(samples[at] & 0xff, samples[at + 1] & 0xff, samples[at + 2] & 0xff);
    }

    /** Packs the samples of {@code count} pixels, at least one, from a pixel on. */
    static void pack(byte[] samples, int first, int[] pixels, int at, int count) {
        int end = at + count - 1;
        int from = first * 3;
        for (int i = at; i < end; i++, from += 3) {
            pixels[i] = getFollowed(samples, from);
        }
        pixels[end] = get(samples, from);
    }

    /** Unpacks an image. */
    static byte[] unpack(int[] pixels) {
        byte[] samples = new byte[pixels.length * 3];
        unpack(pixels, 0, pixels.length, samples);
        return samples;
    }

    /**
     * Unpacks {@code count} pixels, at least one, from a pixel on. Each is written with a byte too many, which the next one
     * overwrites.
     */
    static void unpack(int[] pixels, int first, int count, byte[] samples) {
        int last = first + count - 1;
        int at = 0;
        for (int i = first; i < last; i++, at += 3) {
            FOUR_BYTES.set(samples, at, pixels[i]);
        }
        samples[at] = (byte) pixels[last];
        samples[at + 1] = (byte) (pixels[last] >> 8);
        samples[at + 2] = (byte) (pixels[last] >> 16);
    }
}
