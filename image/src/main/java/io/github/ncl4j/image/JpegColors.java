package io.github.ncl4j.image;

/**
 * What the components of a JPEG mean, and how they become red, green and blue: with the numbers of libjpeg ({@code
 * jdcolor.c}), and of OpenCV for CMYK, to the bit.
 */
enum JpegColors {
    /** One component. */
    GREY(1),
    /** Three components that need no conversion. */
    RGB(3),
    /** The usual three components (JFIF 1.02, page 3). */
    YCBCR(3),
    /** Four components, inverted as Adobe writes them: 255 is no ink. */
    CMYK(4),
    /** CMYK whose first three components are stored like {@link #YCBCR}. */
    YCCK(4);

    /** One half in the fixed point of 16 bits that libjpeg computes in. */
    private static final int HALF = 1 << 15;

    private final int components;

    JpegColors(int components) {
        this.components = components;
    }

    /** The number of components. */
    int components() {
        return components;
    }

    /**
     * Converts samples.
     *
     * @param samples pixel after pixel, {@link #components} each; may be changed
     * @return red, green and blue, pixel after pixel
     */
    byte[] toRgb(byte[] samples) {
        return switch (this) {
            case GREY -> repeated(samples);
            case RGB -> samples;
            case YCBCR -> {
                convert(samples, 3, 0);
                yield samples;
            }
            case CMYK -> inkToLight(samples);
            case YCCK -> {
                convert(samples, 4, 0xff);
                yield inkToLight(samples);
            }
        };
    }

    private static byte[] repeated(byte[] grey) {
        byte[] rgb = new byte[Math.multiplyExact(grey.length, 3)];
        for (int i = 0; i < grey.length; i++) {
            rgb[3 * i] = grey[i];
            rgb[3 * i + 1] = grey[i];
            rgb[3 * i + 2] = grey[i];
        }
        return rgb;
    }

    /** Luminance and chrominance to the three colours; {@code inversion} 0xff gives their complements, as YCCK has them. */
    private static void convert(byte[] samples, int step, int inversion) {
        for (int i = 0; i + 2 < samples.length; i += step) {
            int y = samples[i] & 0xff;
            int cb = (samples[i + 1] & 0xff) - 128;
            int cr = (samples[i + 2] & 0xff) - 128;
            // 1.402, 0.344136, 0.714136 and 1.772, times 2^16.
            samples[i] = (byte) (clamp(y + ((91881 * cr + HALF) >> 16)) ^ inversion);
            samples[i + 1] = (byte) (clamp(y + ((-22554 * cb - 46802 * cr + HALF) >> 16)) ^ inversion);
            samples[i + 2] = (byte) (clamp(y + ((116130 * cb + HALF) >> 16)) ^ inversion);
        }
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private static byte[] inkToLight(byte[] cmyk) {
        byte[] rgb = new byte[cmyk.length / 4 * 3];
        for (int from = 0, to = 0; from < cmyk.length; from += 4, to += 3) {
            int black = cmyk[from + 3] & 0xff;
            for (int c = 0; c < 3; c++) {
                rgb[to + c] = (byte) (black - (((255 - (cmyk[from + c] & 0xff)) * black) >> 8));
            }
        }
        return rgb;
    }
}
