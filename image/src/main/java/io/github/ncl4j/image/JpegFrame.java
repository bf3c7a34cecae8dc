package io.github.ncl4j.image;

import java.nio.ByteBuffer;

/**
 * The frame header of a JPEG (ITU-T T.81, annex B.2.2), as far as it tells how to decode no more than the upper rows.
 *
 * @param heightAt where its 16 bits of height stand in the file
 * @param height in pixels
 * @param unitRows rows of pixels whose data stand together, a multiple of 8; 0 if the file cannot be cut because the data of
 *     a row are in several scans
 */
record JpegFrame(int heightAt, int height, int unitRows) {

    /**
     * The height of a picture that has the first {@code rows} rows of this one and is otherwise the same: with one more unit
     * than these rows touch, because smooth upsampling mixes colours with those of the row below.
     */
    int heightWith(int rows) {
        long cut = ((long) (rows + unitRows - 1) / Math.max(unitRows, 1) + 1) * unitRows;
        return unitRows == 0 ? height : (int) Math.min(cut, height);
    }

    /** Writes the file with another height; decoders then pass over the data that are left. */
    void write(byte[] file, int rows, ByteBuffer target) {
        target.put(0, file);
        if (rows != height) {
            target.put(heightAt, (byte) (rows >> 8));
            target.put(heightAt + 1, (byte) rows);
        }
    }
}
