package io.github.ncl4j.data;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * How a camera was held, and so how its picture has to be turned (Exif 2.3, tag 0x0112).
 *
 * @param value 1 for upright, to 8
 */
record ExifOrientation(int value) {

    private static final ExifOrientation UPRIGHT = new ExifOrientation(1);

    /** The orientation of a file; upright for all but a JPEG with a legible orientation. */
    static ExifOrientation of(byte[] file) {
        if (file.length < 2 || (file[0] & 0xff) != 0xff || (file[1] & 0xff) != 0xd8) {
            return UPRIGHT;
        }
        try {
            ExifIFD0Directory exif = JpegMetadataReader.readMetadata(
                            new ByteArrayInputStream(file), List.of(new ExifReader()))
                    .getFirstDirectoryOfType(ExifIFD0Directory.class);
            Integer value = exif == null ? null : exif.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return value == null || value < 1 || value > 8 ? UPRIGHT : new ExifOrientation(value);
        } catch (JpegProcessingException | IOException e) {
            // Broken metadata are no reason to refuse a picture that can be decoded.
            return UPRIGHT;
        }
    }

    /** Turns and mirrors a picture so that it is upright. */
    RgbImage apply(RgbImage image) {
        if (value == 1) {
            return image;
        }
        boolean transposed = value >= 5;
        boolean fromRight = value == 2 || value == 3 || value == 7 || value == 8;
        boolean fromBelow = value == 3 || value == 4 || value == 6 || value == 7;
        int columnStep = fromRight ? -1 : 1;
        int rowStep = fromBelow ? -image.width() : image.width();
        int start = (fromRight ? image.width() - 1 : 0) + (fromBelow ? (image.height() - 1) * image.width() : 0);
        return transposed
                ? walk(image, image.height(), image.width(), start, rowStep, columnStep)
                : walk(image, image.width(), image.height(), start, columnStep, rowStep);
    }

    /** Fills a picture row by row with the source's pixels from {@code start} on, in steps that may run backwards. */
    private static RgbImage walk(RgbImage source, int width, int height, int start, int stepRight, int stepDown) {
        byte[] pixels = new byte[source.pixels().length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = start + y * stepDown;
            for (int x = 0; x < width; x++) {
                System.arraycopy(source.pixels(), 3 * from, pixels, to, 3);
                from += stepRight;
                to += 3;
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
