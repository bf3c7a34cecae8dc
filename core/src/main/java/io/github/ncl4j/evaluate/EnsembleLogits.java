package io.github.ncl4j.evaluate;

import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The ensemble's logits of every image of a measured set, for what looks at more than the decision. Images that the ensemble has no
 * prediction for, because a logit is not finite, are not among them.
 *
 * @param logits N arrays of C numbers, the mean of the experts' raw logits
 * @param targets N classes
 */
@SuppressWarnings("ArrayRecordComponent") // large, and never compared
public record EnsembleLogits(float[][] logits, int[] targets) {

    /**
     * Checks the sizes. The arrays are shared, not copied.
     *
     * @throws IllegalArgumentException if there is not one target for each row, or no row at all
     */
    public EnsembleLogits {
        if (logits.length != targets.length || logits.length == 0) {
            throw new IllegalArgumentException(
                    logits.length + " rows of logits and " + targets.length + " targets do not go together");
        }
    }

    /** The number of images, N. */
    public int images() {
        return targets.length;
    }

    /** The number of classes, C. */
    public int classes() {
        return logits[0].length;
    }

    /** Whether a class has two images, so that {@link #half} gives two halves. */
    public boolean hasTwoHalves() {
        boolean[] seen = new boolean[classes()];
        for (int target : targets) {
            if (seen[target]) {
                return true;
            }
            seen[target] = true;
        }
        return false;
    }

    /** Whether there is an image of every class, without which {@link PriorShift} measures nothing. */
    public boolean hasEveryClass() {
        return IntStream.of(targets).distinct().count() == classes();
    }

    /** Every second image of each class, from the first or from the second on: two halves alike in their classes. */
    public EnsembleLogits half(boolean second) {
        int[] seen = new int[classes()];
        int[] chosen = IntStream.range(0, images())
                .filter(n -> seen[targets[n]]++ % 2 == (second ? 1 : 0))
                .toArray();
        return new EnsembleLogits(
                IntStream.of(chosen).mapToObj(n -> logits[n]).toArray(float[][]::new),
                IntStream.of(chosen).map(n -> targets[n]).toArray());
    }

    /** The decisions of the same logits divided by a temperature and shifted. */
    Decisions decisions(double temperature, double[] shift) {
        Decisions decisions = Decisions.undecided(images());
        float[] row = new float[classes()];
        for (int n = 0; n < images(); n++) {
            for (int c = 0; c < row.length; c++) {
                row[c] = (float) (logits[n][c] / temperature + shift[c]);
            }
            decisions.decide(n, row, 0, row.length);
        }
        return decisions;
    }

    /**
     * The top-1 accuracy after adjusting the logits from one prior to another, {@code z + log target - log source} (Menon et al., ICLR
     * 2021; Hong et al., CVPR 2021, equation 5), in [0, 1].
     *
     * @param source under which the softmax of the logits holds
     */
    public double accuracy(ClassPrior source, ClassPrior target) {
        Decisions decisions = decisions(1, source.shiftTo(target));
        int right = 0;
        for (int n = 0; n < images(); n++) {
            right += decisions.predicted()[n] == targets[n] ? 1 : 0;
        }
        return (double) right / images();
    }

    /** Gathers rows. */
    static final class Recorder implements LogitsSink {

        private final int experts;
        private final int classes;
        private final float[][] rows;
        private final int[] targets;

        Recorder(int images, int experts, int classes) {
            this.experts = experts;
            this.classes = classes;
            rows = new float[images][];
            targets = new int[images];
        }

        @Override
        public void add(float[] logits, long[] batchTargets, int[] indices) {
            for (int n = 0; n < indices.length; n++) {
                float[] mean = EvaluationCounter.mean(logits, experts, n, indices.length, classes);
                if (EvaluationCounter.prediction(mean, 0, classes) >= 0) {
                    rows[indices[n]] = mean;
                    targets[indices[n]] = (int) batchTargets[n];
                }
            }
        }

        /** All rows; null if no image has finite logits. */
        @Nullable
        EnsembleLogits finish() {
            int[] decided =
                    IntStream.range(0, rows.length).filter(n -> rows[n] != null).toArray();
            if (decided.length == 0) {
                return null;
            }
            return new EnsembleLogits(
                    IntStream.of(decided).mapToObj(n -> rows[n]).toArray(float[][]::new),
                    IntStream.of(decided).map(n -> targets[n]).toArray());
        }
    }
}
