package io.github.ncl4j.augment.pixels;

/**
 * Pillow's {@code ImageFilter.SMOOTH}: the mean of a pixel, counted five times, and its eight neighbours, rounded. Pillow adds
 * up in single precision and truncates; in integers it is the same, because a thirteenth plus one half is never nearer to a
 * whole number than 1/26, far more than all its roundings. Loops over integers become vector instructions.
 */
final class Smoothing {

    /** 2^20 / 26, rounded up: multiplied by a sum below 6,644 it divides exactly. */
    private static final int RECIPROCAL = 40330;

    private static final int RECIPROCAL_BITS = 20;

    private final int width;
    private final int[] columns;
    private final int[] left;
    private final int[] right;

    /**
     * Makes room.
     *
     * @param width pixels of a row
     */
    Smoothing(int width) {
        this.width = width;
        columns = new int[3 * width];
        left = new int[3 * width];
        right = new int[3 * width];
    }

    /**
     * Smooths a row, in three planes; its first and last pixel stay as they are.
     *
     * @param target samples of the smoothed row
     */
    void apply(int[] above, int[] row, int[] below, int[] target) {
        add(above, row, below, columns);
        // Copies, because the virtual machine wants one index for all arrays of a loop.
        System.arraycopy(columns, 0, left, 1, columns.length - 1);
        System.arraycopy(columns, 1, right, 0, columns.length - 1);
        mean(left, columns, right, row, target);
        for (int plane = 0; plane < row.length; plane += width) {
            target[plane] = row[plane];
            target[plane + width - 1] = row[plane + width - 1];
        }
    }

    private static void add(int[] above, int[] row, int[] below, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = above[i] + row[i] + below[i];
        }
    }

    private static void mean(int[] left, int[] columns, int[] right, int[] row, int[] target) {
        for (int i = 0; i < target.length; i++) {
            int sum = left[i] + columns[i] + right[i] + 4 * row[i];
            target[i] = ((2 * sum + 13) * RECIPROCAL) >> RECIPROCAL_BITS;
        }
    }
}
