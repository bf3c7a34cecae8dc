package io.github.ncl4j.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes image files to 8-bit RGB, as the reference's reader ({@code cv2.imread}) does: an alpha channel is dropped, colour
 * profiles are not applied (but for CMYK, which only a profile turns into colours), 16 bits are cut to the upper 8, and the
 * EXIF orientation of a JPEG is applied. Formats: JPEG, PNG, BMP. A JPEG whose data end early is filled up, as there.
 *
 * <p>A file is refused before it is read if it is too large, and before it is decoded if its header tells of too many
 * pixels. Safe for use by several threads at once.
 */
public final class ImageDecoder {

    /** The default limit on the size of a file: 64 MiB. */
    public static final int MAX_BYTES = 1 << 26;

    /** The default limit on the size of an image: 100 million pixels, 300 MB when decoded. */
    public static final long MAX_PIXELS = 100_000_000;

    private static final Set<String> FORMATS = Set.of("jpg", "jpeg", "png", "bmp");

    private final int maxBytes;
    private final long maxPixels;

    /** A decoder with the default limits. */
    public ImageDecoder() {
        this(MAX_BYTES, MAX_PIXELS);
    }

    /**
     * A decoder with limits of its own.
     *
     * @param maxBytes of a file, below 2^31
     * @param maxPixels of an image
     */
    public ImageDecoder(int maxBytes, long maxPixels) {
        if (maxBytes < 1 || maxBytes == Integer.MAX_VALUE || maxPixels < 1) {
            throw new IllegalArgumentException("no decoder can have the limits " + maxBytes + " and " + maxPixels);
        }
        this.maxBytes = maxBytes;
        this.maxPixels = maxPixels;
    }

    /**
     * Decodes a file.
     *
     * @throws DataException if it is missing, is no image, cannot be decoded or exceeds a limit; the message names it
     */
    public RgbImage decode(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            return decode(bytes, file.toString());
        } catch (NoSuchFileException e) {
            throw new DataException(file + ": there is no such file", e);
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Decodes the content of a file.
     *
     * @param bytes the content
     * @param origin where it comes from, for messages
     * @throws DataException if it is no image, cannot be decoded or exceeds a limit
     */
    public RgbImage decode(byte[] bytes, String origin) {
        if (bytes.length > maxBytes) {
            throw new DataException(origin + ": is larger than " + maxBytes + " bytes, the limit for an image file");
        }
        Exception problem = new IOException("it is no JPEG, PNG or BMP image");
        for (ImageReader reader : readers(bytes)) {
            try {
                return ExifOrientation.of(bytes).apply(of(read(reader, bytes, origin)));
            } catch (DataException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                // The format's decoders throw whatever a broken file leads them to; the next reader may know better.
                problem = e;
            } finally {
                reader.dispose();
            }
        }
        String reason = problem.getMessage() == null ? problem.toString() : problem.getMessage();
        throw new DataException(
                origin + ": cannot be decoded: " + reason + "; replace the file or leave it out", problem);
    }

    /** JDK's own readers first: they are faster, and leave an RGB image's colours as they are stored. */
    private static List<ImageReader> readers(byte[] bytes) {
        List<ImageReader> readers = new ArrayList<>();
        ImageIO.getImageReaders(stream(bytes)).forEachRemaining(readers::add);
        readers.removeIf(reader -> !FORMATS.contains(
                reader.getOriginatingProvider().getFormatNames()[0].toLowerCase(Locale.ROOT)));
        readers.sort(Comparator.comparing(reader -> reader.getClass().getModule() != ImageIO.class.getModule()));
        return readers;
    }

    private BufferedImage read(ImageReader reader, byte[] bytes, String origin) throws IOException {
        reader.setInput(stream(bytes), false, true);
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > maxPixels) {
            throw new DataException(origin + ": has " + reader.getWidth(0) + " x " + reader.getHeight(0)
                    + " pixels, more than the " + maxPixels + " that are read; scale it down or leave it out");
        }
        return reader.read(0);
    }

    private static ImageInputStream stream(byte[] bytes) {
        return new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
    }

    /**
     * Takes the samples of an image as they are, without a colour profile where it has its own red, green and blue.
     *
     * @param image of any type
     */
    public static RgbImage of(BufferedImage image) {
        return RasterSamples.of(image);
    }
}
