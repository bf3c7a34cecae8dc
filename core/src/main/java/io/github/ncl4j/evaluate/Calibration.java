package io.github.ncl4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether confidence tells how often a predictor is right (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017):
 * images fall by confidence into {@value #BINS} bins of equal width, bin m over {@code ((m - 1) / M, m / M]}; the expected
 * calibration error is the mean over images of their bin's {@code |accuracy - confidence|}, the maximum calibration error the
 * largest of them.
 *
 * @param ece in [0, 1]; null without images
 * @param mce in [0, 1]; null without images
 * @param bins from the least confidence to the most
 */
public record Calibration(@Nullable Double ece, @Nullable Double mce, List<Bin> bins) {

    /** As many as in the paper. */
    public static final int BINS = 15;

    /**
     * One bin.
     *
     * @param images how many fall into it
     * @param confidence their mean; null without images
     * @param accuracy how many of them are right, in [0, 1]; null without images
     */
    public record Bin(
            int images,
            @Nullable Double confidence,
            @Nullable Double accuracy) {

        private double gap() {
            return confidence == null || accuracy == null ? 0 : Math.abs(accuracy - confidence);
        }
    }

    /** Copies the list. */
    public Calibration {
        bins = List.copyOf(bins);
    }

    /** Of all images. An image without a prediction counts as wrong, with no confidence. */
    public static Calibration of(Decisions decisions, int[] targets) {
        return of(decisions, targets, n -> true);
    }

    /** Of the images whose true class is in a shot group. */
    public static Calibration of(Decisions decisions, int[] targets, ShotGroups groups, ShotGroup group) {
        return of(decisions, targets, n -> groups.of(targets[n]) == group);
    }

    private static Calibration of(Decisions decisions, int[] targets, IntPredicate chosen) {
        int[] images = new int[BINS];
        int[] right = new int[BINS];
        double[] confidence = new double[BINS];
        int all = 0;
        for (int n = 0; n < targets.length; n++) {
            if (chosen.test(n)) {
                int bin = bin(decisions.confidence()[n]);
                images[bin]++;
                confidence[bin] += decisions.confidence()[n];
                right[bin] += decisions.predicted()[n] == targets[n] ? 1 : 0;
                all++;
            }
        }
        List<Bin> bins = new ArrayList<>();
        double ece = 0;
        double mce = 0;
        for (int m = 0; m < BINS; m++) {
            Bin bin = images[m] == 0
                    ? new Bin(0, null, null)
                    : new Bin(images[m], confidence[m] / images[m], (double) right[m] / images[m]);
            bins.add(bin);
            ece += all == 0 ? 0 : bin.gap() * images[m] / all;
            mce = Math.max(mce, bin.gap());
        }
        return new Calibration(all == 0 ? null : (Double) ece, all == 0 ? null : (Double) mce, bins);
    }

    private static int bin(double confidence) {
        return Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
    }
}
