package io.github.ncl4j.serve;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes of a body that have come so far. They lie in pieces that grow with what is there already, up to a limit, so that a body of
 * one byte costs little, and a large one never more than its size and one piece; one array that grows would be copied again and
 * again, and take three times the body's size while it is.
 */
final class ReceivedBytes {

    private static final int FIRST_PIECE = 1 << 10;
    private static final int LARGEST_PIECE = 1 << 16;

    private final Deque<byte[]> pieces = new ArrayDeque<>();
    private int usedOfLast;
    private int size;

    int size() {
        return size;
    }

    /** Adds all of a buffer's bytes. */
    void add(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte[] last = pieces.peekLast();
            if (last == null || usedOfLast == last.length) {
                last = new byte[Math.max(FIRST_PIECE, Math.min(size, LARGEST_PIECE))];
                pieces.addLast(last);
                usedOfLast = 0;
            }
            int count = Math.min(bytes.remaining(), last.length - usedOfLast);
            bytes.get(last, usedOfLast, count);
            usedOfLast += count;
            size += count;
        }
    }

    /** All of them in one array; nothing is left here. */
    byte[] take() {
        byte[] all = new byte[size];
        int at = 0;
        while (!pieces.isEmpty()) {
            // Each piece is free once it is copied.
            byte[] piece = pieces.removeFirst();
            int count = Math.min(piece.length, size - at);
            System.arraycopy(piece, 0, all, at, count);
            at += count;
        }
        clear();
        return all;
    }

    /** Lets all of them go. */
    void clear() {
        pieces.clear();
        usedOfLast = 0;
        size = 0;
    }
}
