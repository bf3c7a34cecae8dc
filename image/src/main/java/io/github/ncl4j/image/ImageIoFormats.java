package io.github.ncl4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** Decodes PNG, BMP and WebP with the readers of the Java library and TwelveMonkeys. */
final class ImageIoFormats {

    private static final Set<String> FORMATS = Set.of("png", "bmp", "webp");

    /** Refuses sizes by an exception of its own. */
    interface SizeLimit {
        void check(int width, int height);
    }

    private ImageIoFormats() {}

    /**
     * Decodes a file, not yet turned.
     *
     * @param limit asked before anything of the image's size is allocated
     * @throws IOException if it is of another format or cannot be decoded
     */
    static RgbImage decode(byte[] file, SizeLimit limit) throws IOException {
        if (!WebPPicture.begins(file)) {
            return read(file, limit);
        }
        WebPPicture picture = WebPPicture.read(file);
        limit.check(picture.width(), picture.height());
        return read(picture.file(), limit);
    }

    private static RgbImage read(byte[] file, SizeLimit limit) throws IOException {
        IOException problem = new IOException("it is no JPEG, PNG, BMP or WebP image");
        for (ImageReader reader : readers(file)) {
            try {
                reader.setInput(new FileBytesStream(file), false, true);
                limit.check(reader.getWidth(0), reader.getHeight(0));
                BufferedImage image = reader.read(0);
                return RasterSamples.of(image);
            } catch (DataException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // The readers throw whatever a broken file leads them to.
                problem = new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
            } finally {
                reader.dispose();
            }
        }
        throw problem;
    }

    /** The JDK's readers first: they are faster. */
    private static List<ImageReader> readers(byte[] file) {
        List<ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReaders(new FileBytesStream(file)).forEachRemaining(readers::add);
        readers.removeIf(reader -> !FORMATS.contains(
                reader.getOriginatingProvider().getFormatNames()[0].toLowerCase(Locale.ROOT)));
        readers.sort(Comparator.comparing(reader -> reader.getClass().getModule() != ImageIO.class.getModule()));
        return readers;
    }
}
