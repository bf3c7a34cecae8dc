package io.github.ncl4j.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** Turns the images of the Java library into 8-bit RGB. */
final class RasterSamples {

    private RasterSamples() {}

    /**
     * The samples themselves where an image stores grey or red, green and blue of 8 or 16 bits: {@code getRGB} would apply a
     * colour profile, and a gamma curve to grey. All other images (packed pixels, palettes, CMYK) are converted by {@code
     * getRGB}. Alpha is dropped, 16 bits are cut to the upper 8.
     */
    static RgbImage of(BufferedImage image) {
        byte[] pixels = new byte[Math.multiplyExact(image.getWidth() * 3, image.getHeight())];
        int rowBytes = image.getWidth() * 3;
        for (int row = 0; row < image.getHeight(); row++) {
            if (hasPlainSamples(image.getColorModel())) {
                copyRow(image.getRaster(), row, pixels, row * rowBytes);
            } else {
                convertRow(image, row, pixels, row * rowBytes);
            }
        }
        return new RgbImage(image.getWidth(), image.getHeight(), pixels);
    }

    private static boolean hasPlainSamples(ColorModel model) {
        int space = model.getColorSpace().getType();
        int sample = model.getTransferType();
        return model instanceof ComponentColorModel
                && !model.isAlphaPremultiplied()
                && (space == ColorSpace.TYPE_RGB || space == ColorSpace.TYPE_GRAY)
                && (sample == DataBuffer.TYPE_BYTE || sample == DataBuffer.TYPE_USHORT);
    }

    private static void copyRow(Raster raster, int row, byte[] pixels, int start) {
        int bands = raster.getNumBands();
        // One or two bands are grey, with or without alpha: all three channels take the first.
        int green = bands < 3 ? 0 : 1;
        int blue = bands < 3 ? 0 : 2;
        Object elements = raster.getDataElements(raster.getMinX(), raster.getMinY() + row, raster.getWidth(), 1, null);
        int to = start;
        for (int from = 0; from < raster.getWidth() * bands; from += bands) {
            pixels[to++] = upperByte(elements, from);
            pixels[to++] = upperByte(elements, from + green);
            pixels[to++] = upperByte(elements, from + blue);
        }
    }

    private static byte upperByte(Object elements, int index) {
        return elements instanceof byte[] bytes ? bytes[index] : (byte) (((short[]) elements)[index] >> 8);
    }

    private static void convertRow(BufferedImage image, int row, byte[] pixels, int start) {
        int to = start;
        for (int argb : image.getRGB(0, row, image.getWidth(), 1, null, 0, image.getWidth())) {
            pixels[to++] = (byte) (argb >> 16);
            pixels[to++] = (byte) (argb >> 8);
            pixels[to++] = (byte) argb;
        }
    }
}
