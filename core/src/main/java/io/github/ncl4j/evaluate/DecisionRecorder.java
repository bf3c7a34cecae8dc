package io.github.ncl4j.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Keeps what is decided on each image: 8 (K + 1) bytes an image. Not thread-safe. */
final class DecisionRecorder implements LogitsSink {

    private static final int UNSEEN = -1;

    private final int classes;
    private final int[] targets;
    private final Decisions ensemble;
    private final List<Decisions> experts;

    /**
     * Room for a data set.
     *
     * @param images N
     * @param experts K
     * @param classes C
     */
    DecisionRecorder(int images, int experts, int classes) {
        this.classes = classes;
        targets = new int[images];
        Arrays.fill(targets, UNSEEN);
        ensemble = Decisions.undecided(images);
        this.experts = Stream.generate(() -> Decisions.undecided(images))
                .limit(experts)
                .toList();
    }

    @Override
    public void add(float[] logits, long[] batchTargets, int[] indices) {
        int count = indices.length;
        for (int n = 0; n < count; n++) {
            targets[indices[n]] = (int) batchTargets[n];
            for (int k = 0; k < experts.size(); k++) {
                experts.get(k).decide(indices[n], logits, (k * count + n) * classes, classes);
            }
            // An expert without a prediction leaves the ensemble without one: its mean is not finite either.
            ensemble.decide(indices[n], EvaluationCounter.mean(logits, experts.size(), n, count, classes), 0, classes);
        }
    }

    /** What was seen so far, as numbers for {@link #add(long[])}: index, target, and each predictor's decision. */
    long[] numbers() {
        LongStream.Builder numbers = LongStream.builder();
        for (int n = 0; n < targets.length; n++) {
            if (targets[n] != UNSEEN) {
                numbers.add(n).add(targets[n]);
                for (Decisions each : decisions().predictors()) {
                    numbers.add(each.predicted()[n]).add(Float.floatToIntBits(each.confidence()[n]));
                }
            }
        }
        return numbers.build().toArray();
    }

    /** Takes over what another recorder of the same data set saw. */
    void add(long[] numbers) {
        List<Decisions> predictors = decisions().predictors();
        int next = 0;
        while (next < numbers.length) {
            int n = (int) numbers[next++];
            targets[n] = (int) numbers[next++];
            for (Decisions each : predictors) {
                each.predicted()[n] = (int) numbers[next++];
                each.confidence()[n] = Float.intBitsToFloat((int) numbers[next++]);
            }
        }
    }

    /**
     * The table of all images.
     *
     * @throws IllegalStateException if an image was never seen
     */
    ImageDecisions complete() {
        long unseen = IntStream.of(targets).filter(target -> target == UNSEEN).count();
        if (unseen > 0) {
            throw new IllegalStateException(unseen + " of " + targets.length + " images were not measured");
        }
        return decisions();
    }

    private ImageDecisions decisions() {
        return new ImageDecisions(targets, ensemble, experts);
    }
}
