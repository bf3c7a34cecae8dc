package io.github.ncl4j.image;

import java.io.IOException;

/** Walks from marker to marker through a JPEG (ITU-T T.81, annex B.1), passing over stray bytes as libjpeg does. */
final class JpegMarkers {

    static final int FRAME_BASELINE = 0xc0;
    static final int FRAME_PROGRESSIVE = 0xc2;
    static final int START = 0xd8;
    static final int END = 0xd9;
    static final int SCAN = 0xda;
    static final int APP0 = 0xe0;
    static final int APP1 = 0xe1;
    static final int APP14 = 0xee;

    private final byte[] file;
    private int position = 2;
    private int marker;
    private int payload;

    /** Stands behind the start-of-image marker of {@code file}. */
    JpegMarkers(byte[] file) {
        this.file = file;
    }

    /** Whether a marker announces a frame: SOF0 to SOF15, from among which three codes have another meaning. */
    static boolean isFrame(int marker) {
        return marker >= FRAME_BASELINE && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /**
     * Goes to the next marker that has a segment.
     *
     * @return its code
     * @throws IOException if there is none, or its segment goes on behind the end of the file
     */
    int next() throws IOException {
        do {
            marker = nextCode();
        } while (standsAlone(marker));
        if (marker == END || marker == START) {
            throw new IOException("there is no picture in it");
        }
        payload = position + 2;
        if (payload > file.length || payload - 2 + bigEndian(position) > file.length) {
            throw new IOException("it is cut off before its pixels");
        }
        if (bigEndian(position) < 2) {
            throw new IOException("a segment has the length " + bigEndian(position));
        }
        position += bigEndian(position);
        return marker;
    }

    private static boolean standsAlone(int marker) {
        return marker == 1 || (marker >= 0xd0 && marker <= 0xd7);
    }

    /** In the data of a scan, a byte 0xff is followed by 0: such pairs are passed over, as any other stray byte. */
    private int nextCode() throws IOException {
        while (position + 1 < file.length) {
            int code = file[position + 1] & 0xff;
            if (file[position] == (byte) 0xff && code != 0 && code != 0xff) {
                position += 2;
                return code;
            }
            position++;
        }
        throw new IOException("it is cut off before its pixels");
    }

    /** Where the segment's content begins in the file, behind its length. */
    int payload() {
        return payload;
    }

    /** The length of the segment's content. */
    int payloadLength() {
        return position - payload;
    }

    /** Whether the end-of-image marker follows, however far away: data of a scan never look like one. */
    boolean endFollows() {
        for (int i = file.length - 2; i >= position; i--) {
            if (file[i] == (byte) 0xff && file[i + 1] == (byte) END) {
                return true;
            }
        }
        return false;
    }

    /** The number of scans up to the end of the image, the current one included, but no more than {@code limit}. */
    int scans(int limit) {
        int scans = 1;
        try {
            while (scans < limit) {
                scans += next() == SCAN ? 1 : 0;
            }
        } catch (IOException endOfImage) {
            return scans;
        }
        return scans;
    }

    /** A 16-bit number at a place in the file. */
    int bigEndian(int at) {
        return ((file[at] & 0xff) << 8) | (file[at + 1] & 0xff);
    }
}
