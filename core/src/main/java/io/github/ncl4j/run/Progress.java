package io.github.ncl4j.run;

import org.jspecify.annotations.Nullable;

/**
 * How far a run has come.
 *
 * @param epoch the epoch that the next step belongs to, 1-based; one past the last when the run is done
 * @param step steps of that epoch already taken
 * @param sums over those steps
 * @param hardCategories chosen in all steps of the run; null before the first, where the loss chooses none, and where an earlier
 *     ncl4j began the run and did not count them
 * @param bestEnsemble the best ensemble accuracy so far; null before the first evaluation
 * @param bestSingle the best accuracy of any one expert so far; null before the first evaluation
 */
public record Progress(
        int epoch,
        int step,
        EpochSums sums,
        @Nullable HardCategoryCounts hardCategories,
        EpochMetrics.@Nullable Best bestEnsemble,
        EpochMetrics.@Nullable Best bestSingle) {

    /** The start of a run. */
    public static Progress start() {
        return new Progress(1, 0, EpochSums.zero(), null, null, null);
    }

    /**
     * After one more step.
     *
     * @param chosen in this step; null where the loss chooses no hard categories
     */
    public Progress afterStep(EpochSums newSums, @Nullable HardCategoryCounts chosen) {
        return new Progress(
                epoch, step + 1, newSums, HardCategoryCounts.sum(hardCategories, chosen), bestEnsemble, bestSingle);
    }

    /** At the start of the next epoch. */
    Progress nextEpoch(EpochMetrics.@Nullable Best newBestEnsemble, EpochMetrics.@Nullable Best newBestSingle) {
        return new Progress(epoch + 1, 0, EpochSums.zero(), hardCategories, newBestEnsemble, newBestSingle);
    }

    /**
     * The same place in an epoch whose steps are of another size. Processes take their share of one list, so with W of them s
     * steps have seen what s W / V steps of V see; of a step that would be cut in two, the images seen are seen again.
     *
     * @param worldSize processes that are to take the next step, V
     * @param before processes that took the steps so far, W
     */
    Progress inStepsOf(int worldSize, int before) {
        int steps = Math.toIntExact((long) step * before / worldSize);
        return new Progress(epoch, steps, sums, hardCategories, bestEnsemble, bestSingle);
    }

    /** Where that is, in words. */
    String position() {
        return step == 0 ? "after epoch " + (epoch - 1) : "in epoch " + epoch + " after step " + step;
    }

    /** Whether both are as far, whatever came of it. */
    boolean isAsFarAs(Progress other) {
        return epoch == other.epoch && step == other.step;
    }
}
