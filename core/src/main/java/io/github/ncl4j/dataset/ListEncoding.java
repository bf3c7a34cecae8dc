package io.github.ncl4j.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Finds how the characters of a list are written: UTF-8, or UTF-16 as some Windows programs save it, with or without a mark, or
 * UTF-32 with one. */
final class ListEncoding {

    private static final int HEAD_BYTES = 4;

    private ListEncoding() {}

    /** The characters of a stream, without a byte-order mark. Bytes that are no characters end in a {@code CharacterCodingException}. */
    static BufferedReader reader(InputStream in) throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(in, HEAD_BYTES);
        byte[] head = bytes.readNBytes(HEAD_BYTES);
        Charset charset = StandardCharsets.UTF_8;
        int mark = 0;
        if (startsWith(head, 0xff, 0xfe, 0, 0) || startsWith(head, 0, 0, 0xfe, 0xff)) {
            charset = Charset.forName(head[0] == 0 ? "UTF-32BE" : "UTF-32LE");
            mark = 4;
        } else if (startsWith(head, 0xef, 0xbb, 0xbf)) {
            mark = 3;
        } else if (startsWith(head, 0xff, 0xfe)) {
            charset = StandardCharsets.UTF_16LE;
            mark = 2;
        } else if (startsWith(head, 0xfe, 0xff)) {
            charset = StandardCharsets.UTF_16BE;
            mark = 2;
        } else if (hasZeros(head, 1)) {
            charset = StandardCharsets.UTF_16LE;
        } else if (hasZeros(head, 0)) {
            charset = StandardCharsets.UTF_16BE;
        }
        bytes.unread(head, mark, head.length - mark);
        Reader reader = new InputStreamReader(
                bytes,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        return new BufferedReader(reader, 1 << 16);
    }

    /** Whether every other byte is zero and the others are not, as in UTF-16 of the letters that paths begin with. */
    private static boolean hasZeros(byte[] head, int first) {
        for (int i = 0; i < head.length; i++) {
            if ((head[i] == 0) != (i % 2 == first)) {
                return false;
            }
        }
        return head.length == HEAD_BYTES;
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (i >= head.length || (head[i] & 0xff) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
