package io.github.ncl4j.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has been added up over the steps of an epoch so far. Part of a checkpoint, so that an epoch which was interrupted
 * reports what the uninterrupted one would have.
 *
 * @param steps steps added
 * @param images images added, every view of one counting
 * @param correct how many of them the ensemble classified correctly, as it was when it saw them
 * @param loss sum over steps of the step's loss
 * @param parts the same of each part of the loss, before its weight
 * @param seconds time spent in steps, waiting for data included
 * @param waitSeconds time spent waiting for data
 */
public record EpochSums(
        int steps,
        long images,
        long correct,
        double loss,
        Map<String, Double> parts,
        double seconds,
        double waitSeconds) {

    /** Copies the map; its order is kept. */
    public EpochSums {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /** The sums before the first step. */
    static EpochSums zero() {
        return new EpochSums(0, 0, 0, 0, Map.of(), 0, 0);
    }

    /** The sums after one more step. */
    public EpochSums plus(StepResult step, double stepSeconds, double stepWaitSeconds) {
        Map<String, Double> sums = new LinkedHashMap<>(parts);
        step.parts().forEach((name, value) -> sums.merge(name, value, Double::sum));
        return new EpochSums(
                steps + 1,
                images + step.images(),
                correct + step.correct(),
                loss + step.loss(),
                sums,
                seconds + stepSeconds,
                waitSeconds + stepWaitSeconds);
    }

    /** Mean over the steps of the step's loss; 0 before the first. */
    public double meanLoss() {
        return steps == 0 ? 0 : loss / steps;
    }

    /** Mean over the steps of each part of the loss. */
    Map<String, Double> meanParts() {
        Map<String, Double> means = new LinkedHashMap<>();
        parts.forEach((name, sum) -> means.put(name, sum / steps));
        return means;
    }

    /** The ensemble's accuracy on the augmented training images, in [0, 1]; 0 before the first step. */
    public double accuracy() {
        return images == 0 ? 0 : (double) correct / images;
    }

    /** Images per second of step time; 0 before the first step. */
    public double imagesPerSecond() {
        return seconds == 0 ? 0 : images / seconds;
    }
}
