package io.github.ncl4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Decodes image files to 8-bit RGB, as the reference's reader ({@code cv2.imread}) does: an alpha channel is dropped, colour
 * profiles and gamma values are not applied, 16 bits are cut to the upper 8, CMYK becomes RGB by OpenCV's formula, and the
 * EXIF orientation is applied. Formats: JPEG, PNG, BMP, WebP; OpenCV applies the orientation of a WebP from version 4.11 on.
 *
 * <p>JPEGs are decoded by the system's libjpeg-turbo if there is one, else by the decoder that comes along. Both give the
 * reference's bytes for the files that cameras and editors write, and refuse the same files: what no Huffman-coded JPEG of 8
 * bits is, and what is cut off, where the reference's reader would fill up with grey. Bytes that are damaged inside a whole
 * file are not noticed, there as here.
 *
 * <p>A file is refused before it is read if it is too large, and before anything is allocated for it if its header tells of
 * too many pixels. Safe for use by several threads at once.
 */
public final class ImageDecoder {

    /** The default limit on the size of a file: 64 MiB. */
    public static final int MAX_BYTES = 1 << 26;

    /** The default limit on the size of an image: 100 million pixels, 300 MB when decoded. */
    public static final long MAX_PIXELS = 100_000_000;

    private final Settings settings;
    private final SizeRule rule;
    private final JpegDecoder jpegs;

    /** Refuses images by their size, which is in a file's header and known before anything is decoded. */
    @FunctionalInterface
    public interface SizeRule {

        /**
         * Looks at a size.
         *
         * @param width in pixels, of the picture as it is stored, not turned
         * @param height in pixels
         * @param origin where the image comes from, for messages
         * @throws DataException if the image is refused
         */
        void check(int width, int height, String origin);
    }

    /** Which decoder takes the JPEGs. */
    public enum JpegLibrary {
        /** The system's libjpeg-turbo where there is one, else {@link #BUNDLED}. */
        FASTEST,
        /** The one that comes along; pure Java and the JDK. */
        BUNDLED
    }

    /**
     * How files are decoded.
     *
     * @param maxBytes of a file, from 1 to below 2^31 - 1
     * @param maxPixels of an image, from 1 to 2^29, so that four bytes for each fit into an array
     * @param applyOrientation whether a picture is turned as its EXIF metadata say
     * @param jpegLibrary which decoder takes the JPEGs
     */
    public record Settings(int maxBytes, long maxPixels, boolean applyOrientation, JpegLibrary jpegLibrary) {

        /** The default limits, pictures turned upright, the fastest decoder. */
        public static final Settings DEFAULT = new Settings(MAX_BYTES, MAX_PIXELS, true, JpegLibrary.FASTEST);

        /** Checks the limits. */
        public Settings {
            if (maxBytes < 1 || maxBytes == Integer.MAX_VALUE || maxPixels < 1 || maxPixels > 1 << 29) {
                throw new IllegalArgumentException("no decoder can have the limits " + maxBytes + " and " + maxPixels);
            }
        }

        /** These settings with pictures turned, or not, as their metadata say. */
        public Settings withOrientation(boolean apply) {
            return new Settings(maxBytes, maxPixels, apply, jpegLibrary);
        }
    }

    /** A decoder with the default settings. */
    public ImageDecoder() {
        this(Settings.DEFAULT);
    }

    /** A decoder with settings of its own. */
    public ImageDecoder(Settings settings) {
        this(settings, (width, height, origin) -> {});
    }

    /**
     * A decoder that refuses more than what exceeds the limits.
     *
     * @param rule asked after the limits
     */
    public ImageDecoder(Settings settings, SizeRule rule) {
        this.settings = settings;
        this.rule = rule;
        TurboJpeg turbo = settings.jpegLibrary() == JpegLibrary.FASTEST ? TurboJpeg.ofThisSystem() : null;
        jpegs = turbo == null ? new ImageIoJpeg() : turbo;
    }

    /** How it decodes. */
    public Settings settings() {
        return settings;
    }

    /** The library that decodes the JPEGs, for people. */
    public String name() {
        return jpegs.name();
    }

    /**
     * Decodes a file.
     *
     * @throws DataException if it is missing, is no image, cannot be decoded or exceeds a limit; the message names it
     */
    public RgbImage decode(Path file) {
        return open(file).whole();
    }

    private byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(settings.maxBytes() + 1);
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
     * @throws TooManyPixelsException if it exceeds the limit on pixels
     * @throws DataException if it is no image, cannot be decoded or exceeds the limit on bytes
     */
    public RgbImage decode(byte[] bytes, String origin) {
        return open(bytes, origin).whole();
    }

    /**
     * Reads a file, and of a JPEG no more than the header; its pixels are decoded when they are asked for.
     *
     * @throws DataException as {@link #decode(Path)}
     */
    public ImageSource open(Path file) {
        return open(read(file), file.toString());
    }

    /**
     * As {@link #open(Path)}, from the content of a file.
     *
     * @param bytes the content, not to be changed any more
     * @param origin where it comes from, for messages
     * @throws DataException as {@link #decode(byte[], String)}
     */
    public ImageSource open(byte[] bytes, String origin) {
        if (bytes.length > settings.maxBytes()) {
            throw new DataException(
                    origin + ": is larger than " + settings.maxBytes() + " bytes, the limit for an image file");
        }
        return UnreadableImageException.naming(
                origin, () -> JpegHeader.begins(bytes) ? jpeg(bytes, origin) : other(bytes, origin));
    }

    private ImageSource jpeg(byte[] bytes, String origin) throws IOException {
        JpegHeader header = JpegHeader.read(bytes);
        checkSize(header.width(), header.height(), origin);
        return new JpegSource(bytes, header, applied(header.orientation()), jpegs, origin);
    }

    private RgbImage other(byte[] bytes, String origin) throws IOException {
        RgbImage image = ImageIoFormats.decode(bytes, (width, height) -> checkSize(width, height, origin));
        return applied(ExifOrientation.of(bytes)).apply(image);
    }

    private ExifOrientation applied(ExifOrientation orientation) {
        return settings.applyOrientation() ? orientation : ExifOrientation.UPRIGHT;
    }

    private void checkSize(int width, int height, String origin) {
        if ((long) width * height > settings.maxPixels()) {
            throw new TooManyPixelsException(origin + ": has " + width + " x " + height + " pixels, more than the "
                    + settings.maxPixels() + " that are read; scale it down or leave it out");
        }
        rule.check(width, height, origin);
    }

    /**
     * Takes the samples of an image in memory, within the limit on pixels.
     *
     * @param origin where it comes from, for messages
     * @throws TooManyPixelsException if it exceeds the limit on pixels
     * @throws IllegalArgumentException if it is null
     */
    public RgbImage take(BufferedImage image, String origin) {
        requireImage(image);
        checkSize(image.getWidth(), image.getHeight(), origin);
        return of(image);
    }

    /** Programs pass on what {@code ImageIO.read} gave them. */
    private static void requireImage(BufferedImage image) {
        if (image == null) {
            throw new IllegalArgumentException(
                    "the image is null, as ImageIO.read returns it for a file in a format that it cannot read");
        }
    }

    /**
     * Takes the samples of an image as they are, without a colour profile where it has its own red, green and blue.
     *
     * @param image of any type and size
     * @throws IllegalArgumentException if it is null
     */
    public static RgbImage of(BufferedImage image) {
        requireImage(image);
        return RasterSamples.of(image);
    }
}
