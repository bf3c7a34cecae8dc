package io.github.ncl4j.pytorch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of a pickle's opcodes, little-endian, and how far they have been read. */
final class PickleInput {

    /** A pickle without what is skipped in it is text beside tensors, not the tensors; that of ten thousand has 2 MB. */
    static final int MAX_PICKLE = 1 << 25;

    private static final int MAX_NAME = 1 << 20;

    private final InputStream in;
    private final long size;
    private long position;
    private long end = MAX_PICKLE;

    /**
     * Prepares.
     *
     * @param in a stream that keeps a buffer, or is one
     * @param size of what it holds, in bytes
     */
    PickleInput(InputStream in, long size) {
        this.in = in;
        this.size = size;
    }

    /** The bytes read so far. */
    long position() {
        return position;
    }

    /** Allows another pickle of the largest size from here on. */
    void beginPickle() {
        end = position + MAX_PICKLE;
    }

    int unsignedByte() throws IOException {
        int value = in.read();
        if (value < 0) {
            throw new EOFException();
        }
        advance(1);
        return value;
    }

    byte[] bytes(int length) throws IOException {
        advance(length);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private void advance(int length) {
        position += length;
        if (position > end) {
            throw new PickleFault("the pickle has more than " + MAX_PICKLE + " bytes");
        }
    }

    /** The low bytes of a number. */
    private long number(int length) throws IOException {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value |= (long) unsignedByte() << (8 * i);
        }
        return value;
    }

    int unsignedShort() throws IOException {
        return (int) number(2);
    }

    int signedInt() throws IOException {
        return (int) number(4);
    }

    long unsignedInt() throws IOException {
        return number(4);
    }

    long signedLong() throws IOException {
        return number(8);
    }

    double bigEndianDouble() throws IOException {
        return ByteBuffer.wrap(bytes(8)).order(ByteOrder.BIG_ENDIAN).getDouble();
    }

    /** Two's complement, of a length in bytes that its caller bounds. */
    BigInteger big(int length) throws IOException {
        byte[] littleEndian = bytes(length);
        byte[] bigEndian = new byte[littleEndian.length];
        for (int i = 0; i < bigEndian.length; i++) {
            bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
        }
        return bigEndian.length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    }

    String text(int length) throws IOException {
        return new String(bytes(length), StandardCharsets.UTF_8);
    }

    /**
     * A length that stands before what it measures.
     *
     * @throws PickleFault if the file has not as many bytes left
     */
    long within(long length, String what) {
        if (length < 0 || length > size - position) {
            throw new PickleFault("a " + what + " claims " + Long.toUnsignedString(length) + " bytes, but "
                    + Math.max(0, size - position) + " are left");
        }
        return length;
    }

    /** Passes over bytes that are not kept, and so do not count as the pickle's own. */
    void skip(long length) throws IOException {
        in.skipNBytes(length);
        position += length;
        end += length;
    }

    /** Bytes that are kept as data, and do not count as the pickle's own. Memory is taken as they come, not on the length's word. */
    PickledBytes data(long length) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        for (long left = length; left > 0; left -= PickledBytes.PIECE) {
            int wanted = (int) Math.min(PickledBytes.PIECE, left);
            byte[] piece = in.readNBytes(wanted);
            position += piece.length;
            end += piece.length;
            if (piece.length < wanted) {
                throw new EOFException();
            }
            pieces.add(piece);
        }
        return new PickledBytes(List.copyOf(pieces), length);
    }

    private static int atMost(long length, int limit, String what) {
        if (length < 0 || length > limit) {
            throw new PickleFault(
                    "a " + what + " claims " + Long.toUnsignedString(length) + " bytes, more than " + limit);
        }
        return (int) length;
    }

    /** Up to the end of the line, which is left out. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
            line.append((char) next);
            atMost(line.length(), MAX_NAME, "name");
        }
        return line.toString();
    }
}
