package io.github.ncl4j.run;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How often each class was among the hard categories of images of other classes, added up over the steps of a run. Part of a
 * checkpoint, so that a resumed run counts what the uninterrupted one would have.
 *
 * @param choices in all: one for each row of a batch, every view of an image counting, or one for each row and expert where each
 *     expert chooses for itself
 * @param counts how many of them had the class, by class number
 */
@SuppressWarnings("ArrayRecordComponent") // compared as a whole, below
public record HardCategoryCounts(long choices, long[] counts) {

    /** These and those of another step; either may be null, where there are none. */
    static @Nullable HardCategoryCounts sum(@Nullable HardCategoryCounts first, @Nullable HardCategoryCounts second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        long[] sums = first.counts.clone();
        for (int c = 0; c < sums.length; c++) {
            sums[c] += second.counts[c];
        }
        return new HardCategoryCounts(first.choices + second.choices, sums);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HardCategoryCounts that
                && choices == that.choices
                && Arrays.equals(counts, that.counts);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(choices) + Arrays.hashCode(counts);
    }
}
