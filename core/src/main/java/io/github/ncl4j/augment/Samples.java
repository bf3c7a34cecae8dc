package io.github.ncl4j.augment;

/** Samples as integers: what the virtual machine computes with in vector instructions. */
final class Samples {

    private Samples() {}

    /** In [0, 255]. */
    static int[] of(byte[] pixels) {
        int[] samples = new int[pixels.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = pixels[i] & 0xff;
        }
        return samples;
    }

    /** From samples in [0, 255]. */
    static byte[] bytes(int[] samples) {
        byte[] pixels = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            pixels[i] = (byte) samples[i];
        }
        return pixels;
    }
}
