package io.github.ncl4j.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * The decoder that is always there: the JDK's, a libjpeg 6b, and TwelveMonkeys', which mends broken segments before that sees
 * them. Both only upsample; the colours are converted here, because they decide differently from libjpeg-turbo what the
 * components mean, and apply colour profiles.
 */
final class ImageIoJpeg implements JpegDecoder {

    @Override
    public String name() {
        return "Java ImageIO";
    }

    @Override
    public ImagePart decode(byte[] file, JpegHeader header, Window wanted) throws IOException {
        Exception problem = null;
        for (ImageReader reader : readers()) {
            try {
                byte[] rgb = header.colors().toRgb(samples(reader, file, header));
                return new ImagePart(new RgbImage(header.width(), header.height(), rgb), wanted);
            } catch (IOException | RuntimeException e) {
                // The readers throw whatever a broken file leads them to. The first has libjpeg's words for it.
                problem = problem == null ? e : problem;
            } finally {
                reader.dispose();
            }
        }
        String reason = problem == null ? "there is no JPEG reader" : problem.getMessage();
        throw new IOException(reason == null ? "its data are damaged" : reason, problem);
    }

    /** The JDK's first: it is faster. */
    private static List<ImageReader> readers() {
        List<ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReadersByFormatName("jpeg").forEachRemaining(readers::add);
        readers.sort(Comparator.comparing(reader -> reader.getClass().getModule() != ImageIO.class.getModule()));
        return readers;
    }

    private static byte[] samples(ImageReader reader, byte[] file, JpegHeader header) throws IOException {
        reader.setInput(new FileBytesStream(file), false, true);
        Raster raster = reader.readRaster(0, null);
        if (raster.getWidth() != header.width()
                || raster.getHeight() != header.height()
                || raster.getNumBands() != header.colors().components()) {
            throw new IOException("its segments contradict each other");
        }
        return (byte[])
                raster.getDataElements(raster.getMinX(), raster.getMinY(), raster.getWidth(), raster.getHeight(), null);
    }
}
