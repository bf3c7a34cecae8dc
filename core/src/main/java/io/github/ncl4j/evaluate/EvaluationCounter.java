package io.github.ncl4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Adds up predictions batch by batch. The ensemble predicts the class with the highest mean of the experts' raw logits
 * (NCL, section 3.5), taken in float32 as the reference does; of equal logits the first class is the highest.
 *
 * <p>A predictor with a NaN or infinite logit for an image has no prediction for it and counts as wrong, in top-1 and in
 * top-5; so does then the ensemble ({@link Evaluation#undecided}).
 *
 * <p>Not thread-safe.
 */
public final class EvaluationCounter {

    /** The rank of a target among logits that are not all finite: behind every class. */
    private static final int UNRANKED = Integer.MAX_VALUE;

    private final ShotGroups groups;
    private final int classes;
    private final List<CorrectCounter> experts = new ArrayList<>();
    private final CorrectCounter ensemble;
    private final ConfusionMatrix.Builder confusion;
    private int images;

    /**
     * An empty tally.
     *
     * @param experts K, at least 1
     * @param groups of the C classes
     */
    public EvaluationCounter(int experts, ShotGroups groups) {
        if (experts < 1) {
            throw new IllegalArgumentException("a tally needs at least one expert");
        }
        this.groups = groups;
        classes = groups.classes();
        for (int k = 0; k < experts; k++) {
            this.experts.add(new CorrectCounter(classes));
        }
        ensemble = new CorrectCounter(classes);
        confusion = new ConfusionMatrix.Builder(classes);
    }

    /**
     * Adds a batch.
     *
     * @param logits K x N x C raw logits, row-major
     * @param targets N classes in [0, C)
     * @throws IllegalArgumentException if the sizes do not fit or a target is out of range; nothing is counted then
     */
    public void add(float[] logits, long[] targets) {
        check(logits, targets);
        int count = targets.length;
        for (int n = 0; n < count; n++) {
            int target = (int) targets[n];
            for (int k = 0; k < experts.size(); k++) {
                experts.get(k).add(target, rank(logits, (k * count + n) * classes, target));
            }
            addToEnsemble(mean(logits, experts.size(), n, count, classes), target);
        }
        images += count;
    }

    private void check(float[] logits, long[] targets) {
        if (logits.length != (long) experts.size() * targets.length * classes) {
            throw new IllegalArgumentException(logits.length + " logits are not those of " + experts.size()
                    + " experts, " + targets.length + " images and " + classes + " classes");
        }
        for (int n = 0; n < targets.length; n++) {
            if (targets[n] < 0 || targets[n] >= classes) {
                throw new IllegalArgumentException(
                        "target " + targets[n] + " of image " + n + " of the batch is not in [0, " + classes + ")");
            }
        }
    }

    private void addToEnsemble(float[] mean, int target) {
        ensemble.add(target, rank(mean, 0, target));
        int prediction = prediction(mean, 0, classes);
        if (prediction < 0) {
            confusion.addUndecided(target);
        } else {
            confusion.add(target, prediction);
        }
    }

    /** The mean over K experts for image {@code n} of N: C logits. */
    static float[] mean(float[] logits, int experts, int n, int count, int classes) {
        float[] mean = new float[classes];
        for (int c = 0; c < classes; c++) {
            for (int k = 0; k < experts; k++) {
                mean[c] += logits[(k * count + n) * classes + c];
            }
            mean[c] /= experts;
        }
        return mean;
    }

    /** The class with the highest of the C logits at {@code begin}, the first of equals; -1 if one is not finite. */
    static int prediction(float[] logits, int begin, int classes) {
        int highest = 0;
        for (int c = 0; c < classes; c++) {
            if (!Float.isFinite(logits[begin + c])) {
                return -1;
            }
            if (logits[begin + c] > logits[begin + highest]) {
                highest = c;
            }
        }
        return highest;
    }

    /** How many of the C logits at {@code begin} are before the target's: the higher, and the equal of lower class. */
    private int rank(float[] logits, int begin, int target) {
        float own = logits[begin + target];
        int rank = 0;
        for (int c = 0; c < classes; c++) {
            float logit = logits[begin + c];
            if (!Float.isFinite(logit)) {
                return UNRANKED;
            }
            if (logit > own || (logit == own && c < target)) {
                rank++;
            }
        }
        return rank;
    }

    /** Everything counted so far, as numbers for {@link #add(long[])}. */
    public long[] counts() {
        LongStream.Builder numbers = LongStream.builder().add(images);
        for (CorrectCounter hits : predictors()) {
            LongStream.of(hits.counts()).forEach(numbers::add);
        }
        LongStream.of(confusion.counts()).forEach(numbers::add);
        return numbers.build().toArray();
    }

    /**
     * Adds what another tally of the same experts and classes counted on other images.
     *
     * @param counts its {@link #counts}
     */
    public void add(long[] counts) {
        images += (int) counts[0];
        int begin = 1;
        for (CorrectCounter hits : predictors()) {
            hits.add(counts, begin);
            begin += 2 * classes + 1;
        }
        confusion.add(counts, begin);
    }

    private List<CorrectCounter> predictors() {
        List<CorrectCounter> all = new ArrayList<>(experts);
        all.add(ensemble);
        return all;
    }

    /**
     * The result so far.
     *
     * @throws IllegalStateException if no image was added
     */
    public Evaluation evaluation() {
        if (images == 0) {
            throw new IllegalStateException("there is no accuracy without images");
        }
        ConfusionMatrix matrix = confusion.build();
        List<@Nullable Double> classAccuracy = new ArrayList<>();
        for (int c = 0; c < classes; c++) {
            classAccuracy.add(matrix.images(c) == 0 ? null : (Double) matrix.recall(c));
        }
        return new Evaluation(
                images,
                ensemble.accuracy(groups),
                experts.stream().map(hits -> hits.accuracy(groups)).toList(),
                classAccuracy,
                matrix);
    }
}
