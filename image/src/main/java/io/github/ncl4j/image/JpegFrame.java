package io.github.ncl4j.image;

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

    /** The file with another height; decoders then pass over the data that are left. The file itself if it has that height. */
    byte[] withHeight(byte[] file, int rows) {
        if (rows == height) {
            return file;
        }
        byte[] cut = file.clone();
        cut[heightAt] = (byte) (rows >> 8);
        cut[heightAt + 1] = (byte) rows;
        return cut;
    }
}
