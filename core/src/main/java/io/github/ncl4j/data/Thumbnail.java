package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Small pictures of images, for people to look at. */
public final class Thumbnail {

    private Thumbnail() {}

    /**
     * An image as the bytes of a file: PNG as it is if it fits, else scaled down and JPEG.
     *
     * @param side the largest width and height, in pixels
     */
    public static byte[] of(RgbImage image, int side) {
        BufferedImage picture = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = image.pixels();
        for (int p = 0; p < image.width() * image.height(); p++) {
            int rgb = ((pixels[3 * p] & 0xff) << 16) | ((pixels[3 * p + 1] & 0xff) << 8) | (pixels[3 * p + 2] & 0xff);
            picture.setRGB(p % image.width(), p / image.width(), rgb);
        }
        return Math.max(image.width(), image.height()) <= side
                ? encode(picture, "png")
                : encode(shrink(picture, side), "jpg");
    }

    /** By halves, and the rest in one step, because bilinear scaling looks at four pixels alone. */
    private static BufferedImage shrink(BufferedImage picture, int side) {
        BufferedImage current = picture;
        while (Math.max(current.getWidth(), current.getHeight()) > 2 * side) {
            current = scale(current, (current.getWidth() + 1) / 2, (current.getHeight() + 1) / 2);
        }
        double factor = (double) side / Math.max(current.getWidth(), current.getHeight());
        return scale(current, Math.max(1, (int) Math.round(current.getWidth() * factor)), Math.max(1, (int)
                Math.round(current.getHeight() * factor)));
    }

    private static BufferedImage scale(BufferedImage source, int width, int height) {
        BufferedImage target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(source, 0, 0, width, height, null);
        graphics.dispose();
        return target;
    }

    private static byte[] encode(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, bytes)) {
                throw new IllegalStateException("this Java writes no " + format + " files");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
