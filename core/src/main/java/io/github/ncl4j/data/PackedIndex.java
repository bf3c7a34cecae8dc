package io.github.ncl4j.data;

import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The first part of a file of packed images: which images it was made from, and where each of them is. All numbers are
 * big-endian:
 *
 * <pre>
 * 8 bytes    NCL4JIMG
 * 4 bytes    version
 * 4 bytes    number of images, N
 * 32 bytes   fingerprint of the sources (SHA-256)
 * N x 20     position in the file (8), width (4), height (4), CRC-32C of the pixels (4); all zero if the source is broken
 * 4 bytes    CRC-32C of all of the above
 * </pre>
 *
 * <p>The pixels follow, each image as in {@link RgbImage}; none crosses a multiple of {@link #SEGMENT}, so that the file can be
 * mapped in pieces of this length.
 */
final class PackedIndex {

    /** Java maps less than 2 GiB at a time. */
    static final long SEGMENT = 1L << 30;

    static final int FINGERPRINT_BYTES = 32;

    private static final long MAGIC = 0x4e434c344a494d47L;

    /** Counted up whenever the same files give other pixels: since 2, lossy WebP is decoded exactly, and WebP turned by its EXIF. */
    private static final int VERSION = 2;

    private static final int HEAD_BYTES = 8 + 4 + 4 + FINGERPRINT_BYTES;
    private static final int ENTRY_BYTES = 8 + 4 + 4 + 4;
    private static final int CHECKSUM_BYTES = 4;

    private final ByteBuffer bytes;
    private final int images;

    private PackedIndex(ByteBuffer bytes, int images) {
        this.bytes = bytes;
        this.images = images;
    }

    /** An index of images that are still to be packed. */
    static PackedIndex empty(byte[] fingerprint, int images) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length(images)));
        bytes.putLong(MAGIC).putInt(VERSION).putInt(images).put(fingerprint).clear();
        return new PackedIndex(bytes, images);
    }

    /** Bytes before the first pixel. */
    static long length(int images) {
        return HEAD_BYTES + (long) images * ENTRY_BYTES + CHECKSUM_BYTES;
    }

    /**
     * Reads the index of a file and checks all of it.
     *
     * @throws IOException that tells why the file does not hold these images; whoever needs them makes it anew
     */
    static PackedIndex read(FileChannel file, byte[] fingerprint, int images) throws IOException {
        if (file.size() < length(images)) {
            throw new IOException("it is too short");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length(images)));
        int read;
        do {
            read = file.read(bytes, bytes.position());
        } while (read > 0);
        PackedIndex index = new PackedIndex(bytes, images);
        bytes.clear();
        if (bytes.getLong() != MAGIC || bytes.getInt() != VERSION) {
            throw new IOException("it is no file of packed images, or of another version");
        }
        byte[] found = new byte[FINGERPRINT_BYTES];
        int count = bytes.getInt();
        bytes.get(found).clear();
        if (count != images || !Arrays.equals(found, fingerprint)) {
            throw new IOException("it was made from other images, or from an earlier state of them");
        }
        if (bytes.getInt(bytes.capacity() - CHECKSUM_BYTES) != index.checksum()) {
            throw new IOException("its checksum is wrong");
        }
        for (int i = 0; i < images; i++) {
            index.requireInside(i, file.size());
        }
        return index;
    }

    private void requireInside(int image, long fileBytes) throws IOException {
        long length = 3L * width(image) * height(image);
        long position = position(image);
        boolean inside = width(image) >= 0
                && height(image) >= 0
                && length < SEGMENT
                && position >= 0
                && position <= fileBytes - length
                && position % SEGMENT + length <= SEGMENT;
        if (!inside) {
            throw new IOException("image " + image + " lies outside of it");
        }
    }

    /** Tells where an image is. */
    void set(int image, long position, RgbImage pixels) {
        bytes.putLong(at(image), position);
        bytes.putInt(at(image) + 8, pixels.width());
        bytes.putInt(at(image) + 12, pixels.height());
        bytes.putInt(at(image) + 16, checksum(pixels.pixels()));
    }

    /** The whole index as it is written, with its checksum. */
    ByteBuffer bytes() {
        bytes.putInt(bytes.capacity() - CHECKSUM_BYTES, checksum());
        return bytes.duplicate().clear();
    }

    private int checksum() {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().position(0).limit(bytes.capacity() - CHECKSUM_BYTES));
        return (int) checksum.getValue();
    }

    static int checksum(byte[] pixels) {
        CRC32C checksum = new CRC32C();
        checksum.update(pixels, 0, pixels.length);
        return (int) checksum.getValue();
    }

    private static int at(int image) {
        return HEAD_BYTES + image * ENTRY_BYTES;
    }

    int images() {
        return images;
    }

    /** Whether the image could be decoded. */
    boolean holds(int image) {
        return width(image) > 0 && height(image) > 0;
    }

    long position(int image) {
        return bytes.getLong(at(image));
    }

    int width(int image) {
        return bytes.getInt(at(image) + 8);
    }

    int height(int image) {
        return bytes.getInt(at(image) + 12);
    }

    int pixelChecksum(int image) {
        return bytes.getInt(at(image) + 16);
    }
}
