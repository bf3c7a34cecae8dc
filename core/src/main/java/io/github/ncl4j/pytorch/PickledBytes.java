package io.github.ncl4j.pytorch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes of a pickle, or a text of Python 2, which does not say whether it is one. In pieces, as they were read. */
final class PickledBytes implements PickleValue {

    /** The length of every piece but the last. */
    static final int PIECE = 1 << 20;

    private final List<byte[]> pieces;
    private final long length;
    private @Nullable String text;

    /**
     * Bytes.
     *
     * @param pieces not copied; each but the last of length {@link #PIECE}
     * @param length of all together
     */
    PickledBytes(List<byte[]> pieces, long length) {
        this.pieces = pieces;
        this.length = length;
    }

    long length() {
        return length;
    }

    /** Fills a target from an offset on. */
    void copy(long offset, byte[] target) {
        int filled = 0;
        while (filled < target.length) {
            byte[] piece = pieces.get((int) ((offset + filled) / PIECE));
            int start = (int) ((offset + filled) % PIECE);
            int count = Math.min(piece.length - start, target.length - filled);
            System.arraycopy(piece, start, target, filled, count);
            filled += count;
        }
    }

    /** As UTF-8. Of more than a piece, only the beginning. Kept, as a pickle may refer to it again and again. */
    String text() {
        if (text == null) {
            text = pieces.isEmpty() ? "" : new String(pieces.get(0), StandardCharsets.UTF_8);
        }
        return text;
    }
}
