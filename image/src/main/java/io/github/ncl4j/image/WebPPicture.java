package io.github.ncl4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The picture of a WebP file without what may surround it (WebP Container Specification): alpha, colour profile and canvas are
 * not wanted, and a canvas may have another size than the picture that the decoder then allocates.
 *
 * @param width in pixels, positive
 * @param height in pixels, positive
 * @param file a WebP file with nothing but the picture
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record WebPPicture(int width, int height, byte[] file) {

    private static final int FILE_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int LOSSLESS_SIGNATURE = 0x2f;

    /** The size has 14 bits in either coding; what is above them is a scale, or the next field. */
    private static final int SIZE_MASK = 0x3fff;

    /** Whether a file begins as a WebP does. */
    static boolean begins(byte[] file) {
        return file.length >= FILE_HEADER
                && text(file, 0).equals("RIFF")
                && text(file, 8).equals("WEBP");
    }

    /**
     * Finds the picture.
     *
     * @throws IOException if there is none, or it is cut off, or an animation
     */
    static WebPPicture read(byte[] file) throws IOException {
        ByteBuffer chunks = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(FILE_HEADER);
        while (chunks.remaining() >= CHUNK_HEADER) {
            int at = chunks.position();
            String type = text(file, at);
            long length = Integer.toUnsignedLong(chunks.getInt(at + 4));
            if (length > chunks.remaining() - CHUNK_HEADER) {
                throw new IOException("it is cut off");
            }
            if (type.equals("ANMF")) {
                throw new IOException("it is an animation; save one of its pictures");
            }
            int end = at + CHUNK_HEADER + (int) length;
            if (type.equals("VP8 ") && length >= 10) {
                return of(file, at, end, chunks.getShort(at + 14), chunks.getShort(at + 16));
            }
            if (type.equals("VP8L") && length >= 5 && file[at + CHUNK_HEADER] == LOSSLESS_SIGNATURE) {
                int sizes = chunks.getInt(at + CHUNK_HEADER + 1);
                return of(file, at, end, (sizes & SIZE_MASK) + 1, ((sizes >> 14) & SIZE_MASK) + 1);
            }
            chunks.position(Math.min(file.length, end + (int) (length % 2)));
        }
        throw new IOException("there is no picture in it");
    }

    private static WebPPicture of(byte[] file, int from, int to, int width, int height) throws IOException {
        if ((width & SIZE_MASK) == 0 || (height & SIZE_MASK) == 0) {
            throw new IOException("its header gives no size");
        }
        int padded = to - from + (to - from) % 2;
        byte[] picture = ByteBuffer.allocate(FILE_HEADER + padded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(file, 0, FILE_HEADER)
                .putInt(4, padded + 4)
                .put(file, from, to - from)
                .array();
        return new WebPPicture(width & SIZE_MASK, height & SIZE_MASK, picture);
    }

    private static String text(byte[] file, int at) {
        return new String(file, at, 4, StandardCharsets.US_ASCII);
    }
}
