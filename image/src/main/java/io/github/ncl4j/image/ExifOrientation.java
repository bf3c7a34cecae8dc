package io.github.ncl4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How a camera was held, and so how its picture has to be turned (Exif 2.3, tag 0x0112).
 *
 * @param value 1 for upright, to 8
 */
record ExifOrientation(int value) {

    static final ExifOrientation UPRIGHT = new ExifOrientation(1);

    private static final int TAG = 0x0112;
    private static final int ENTRY_BYTES = 12;
    private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
    private static final int PNG_EXIF = 0x65584966;
    private static final int WEBP_EXIF = 0x46495845;
    private static final int WEBP_HEADER = 12;

    /** The bytes before the metadata of a JPEG; some writers put them into other files too. */
    private static final byte[] JPEG_PREFIX = {'E', 'x', 'i', 'f', 0, 0};

    /**
     * Finds the orientation in Exif metadata: a TIFF header, and the entries of its first directory.
     *
     * @param file holds the metadata
     * @param at where they begin
     * @param length their length
     * @return upright if they are broken or tell none: no reason to refuse a picture that can be decoded
     */
    static ExifOrientation of(byte[] file, int at, int length) {
        ByteBuffer tiff = ByteBuffer.wrap(file, at, length).slice();
        if (length < 10) {
            return UPRIGHT;
        }
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        // As 64-bit numbers, offsets that point anywhere cannot overflow.
        long directory = Integer.toUnsignedLong(tiff.getInt(4));
        if (directory > length - 2) {
            return UPRIGHT;
        }
        int entries = tiff.getShort((int) directory) & 0xffff;
        for (long entry = directory + 2; entries > 0 && entry + ENTRY_BYTES <= length; entry += ENTRY_BYTES) {
            if ((tiff.getShort((int) entry) & 0xffff) == TAG) {
                int value = tiff.getShort((int) entry + 8);
                return value < 1 || value > 8 ? UPRIGHT : new ExifOrientation(value);
            }
            entries--;
        }
        return UPRIGHT;
    }

    /** The orientation in the eXIf chunk of a PNG or the EXIF chunk of a WebP; upright for any other file. */
    static ExifOrientation of(byte[] file) {
        if (WebPPicture.begins(file)) {
            return ofWebP(file);
        }
        return file.length >= 8 && ByteBuffer.wrap(file).getLong() == PNG_SIGNATURE ? ofPng(file) : UPRIGHT;
    }

    private static ExifOrientation ofWebP(byte[] file) {
        ByteBuffer chunks = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(WEBP_HEADER);
        while (chunks.remaining() >= 8) {
            int type = chunks.getInt();
            int length = chunks.getInt();
            if (length < 0 || length > chunks.remaining()) {
                return UPRIGHT;
            }
            if (type == WEBP_EXIF) {
                int prefix = isPrefixed(file, chunks.position(), length) ? JPEG_PREFIX.length : 0;
                return of(file, chunks.position() + prefix, length - prefix);
            }
            // A chunk of odd length is followed by a byte that counts for none; the last one may lack it.
            chunks.position(Math.min(file.length, chunks.position() + length + length % 2));
        }
        return UPRIGHT;
    }

    private static boolean isPrefixed(byte[] file, int at, int length) {
        return length >= JPEG_PREFIX.length
                && Arrays.equals(file, at, at + JPEG_PREFIX.length, JPEG_PREFIX, 0, JPEG_PREFIX.length);
    }

    private static ExifOrientation ofPng(byte[] file) {
        ByteBuffer chunks = ByteBuffer.wrap(file).position(8);
        while (chunks.remaining() >= 8) {
            int length = chunks.getInt();
            int type = chunks.getInt();
            // Behind the content stands a checksum.
            if (length < 0 || length > chunks.remaining() - 4) {
                return UPRIGHT;
            }
            if (type == PNG_EXIF) {
                return of(file, chunks.position(), length);
            }
            chunks.position(chunks.position() + length + 4);
        }
        return UPRIGHT;
    }

    /** Whether it makes columns of rows. */
    boolean transposes() {
        return value >= 5;
    }

    /** Turns and mirrors a picture so that it is upright. */
    RgbImage apply(RgbImage image) {
        if (value == 1) {
            return image;
        }
        boolean fromRight = value == 2 || value == 3 || value == 7 || value == 8;
        boolean fromBelow = value == 3 || value == 4 || value == 6 || value == 7;
        int columnStep = fromRight ? -1 : 1;
        int rowStep = fromBelow ? -image.width() : image.width();
        int start = (fromRight ? image.width() - 1 : 0) + (fromBelow ? (image.height() - 1) * image.width() : 0);
        return transposes()
                ? walk(image, image.height(), image.width(), start, rowStep, columnStep)
                : walk(image, image.width(), image.height(), start, columnStep, rowStep);
    }

    /** Fills a picture row by row with the source's pixels from {@code start} on, in steps that may run backwards. */
    private static RgbImage walk(RgbImage source, int width, int height, int start, int stepRight, int stepDown) {
        byte[] samples = source.pixels();
        byte[] pixels = new byte[samples.length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            int from = start + y * stepDown;
            for (int x = 0; x < width; x++) {
                System.arraycopy(samples, 3 * from, pixels, to, 3);
                from += stepRight;
                to += 3;
            }
        }
        return new RgbImage(width, height, pixels);
    }
}
