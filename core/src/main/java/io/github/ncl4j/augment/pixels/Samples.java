package io.github.ncl4j.augment.pixels;

/** Samples as integers: what the virtual machine computes with in vector instructions. */
final class Samples {

    private Samples() {}

    /** In [0, 255]. */
    static int[] of(byte[] pixels) {
        int[] samples = new int[pixels.length];
        read(pixels, 0, samples);
        return samples;
    }

    /** From samples in [0, 255]. */
    static byte[] bytes(int[] samples) {
        byte[] pixels = new byte[samples.length];
        write(samples, pixels, 0);
        return pixels;
    }

    /** Reads neighbouring samples, from one on. */
    static void read(byte[] pixels, int first, int[] samples) {
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[first + i] & 0xff;
        }
    }

    /** Writes neighbouring samples, from one on. */
    static void write(int[] samples, byte[] pixels, int first) {
        for (int i = 0; i < samples.length; i++) {
            pixels[first + i] = (byte) samples[i];
        }
    }
}
