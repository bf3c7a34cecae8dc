package io.github.ncl4j.image;

/**
 * Arithmetic on lines of packed pixels. On bytes the virtual machine computes one by one (Java 17 does); loops over integers it
 * turns into vector instructions, which do sixteen in the time of one, if the loop's body is small, has no branch and no {@link
 * Math#min}, and uses one index for all arrays. Hence one small method for each step.
 */
public final class PixelLine {

    private PixelLine() {}

    /** Reads pixels of an image from one on, {@code step} pixels apart. */
    public static void read(byte[] samples, int first, int step, int[] pixels) {
        int last = pixels.length - 1;
        int at = first * 3;
        for (int i = 0; i < last; i++) {
            pixels[i] = Pixel.getFollowed(samples, at);
            at += step * 3;
        }
        pixels[last] = Pixel.get(samples, at);
    }

    /** Unpacks samples. */
    public static void split(int[] pixels, int[] red, int[] green, int[] blue) {
        for (int i = 0; i < pixels.length; i++) {
            red[i] = pixels[i] & 0xff;
            green[i] = (pixels[i] >> 8) & 0xff;
            blue[i] = pixels[i] >> 16;
        }
    }

    /**
     * Packs sums in fixed point, cut down to whole numbers and clipped to [0, 255]. The sums are lost.
     *
     * @param bits behind the point
     */
    public static void pack(int[] red, int[] green, int[] blue, int bits, int[] pixels) {
        clip(red, bits);
        clip(green, bits);
        clip(blue, bits);
        join(red, green, blue, pixels);
    }

    private static void clip(int[] sums, int bits) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = clip(sums[i] >> bits);
        }
    }

    /** Packs samples in [0, 255]. */
    public static void join(int[] red, int[] green, int[] blue, int[] pixels) {
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = red[i] | (green[i] << 8) | (blue[i] << 16);
        }
    }

    /** Clips to [0, 255], without branches. */
    public static int clip(int sample) {
        int notNegative = sample & ~(sample >> 31);
        return (notNegative | ((255 - notNegative) >> 31)) & 0xff;
    }
}
