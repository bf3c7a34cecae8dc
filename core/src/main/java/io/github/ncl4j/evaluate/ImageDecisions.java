package io.github.ncl4j.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the ensemble and each expert decided on every image of a measured set, in the order of the data set. From this follow all
 * accuracies but top-5, confusion, calibration and disagreement, without the model and without the images.
 *
 * @param targets the N true classes
 * @param ensemble by the mean of the experts' raw logits
 * @param experts of each expert alone, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table, which nobody compares as a whole
public record ImageDecisions(int[] targets, Decisions ensemble, List<Decisions> experts) {

    /**
     * Copies the list; the arrays are shared.
     *
     * @throws IllegalArgumentException if there is no expert, or one has another number of images
     */
    public ImageDecisions {
        experts = List.copyOf(experts);
        if (experts.isEmpty()) {
            throw new IllegalArgumentException("decisions need at least one expert");
        }
        for (Decisions each : predictors(ensemble, experts)) {
            if (each.predicted().length != targets.length) {
                throw new IllegalArgumentException(
                        each.predicted().length + " decisions do not fit " + targets.length + " images");
            }
        }
    }

    /** The number of images, N. */
    public int images() {
        return targets.length;
    }

    /** The ensemble, then each expert. */
    public List<Decisions> predictors() {
        return predictors(ensemble, experts);
    }

    private static List<Decisions> predictors(Decisions ensemble, List<Decisions> experts) {
        List<Decisions> all = new ArrayList<>(List.of(ensemble));
        all.addAll(experts);
        return all;
    }

    /** Whether a predictor is right about image {@code n}. */
    public boolean isRight(Decisions predictor, int n) {
        return predictor.predicted()[n] == targets[n];
    }

    /** The share of the images that a predictor is right about, in [0, 1]; 0 without images. */
    public double accuracy(Decisions predictor) {
        int right = 0;
        for (int n = 0; n < targets.length; n++) {
            right += isRight(predictor, n) ? 1 : 0;
        }
        return targets.length == 0 ? 0 : (double) right / targets.length;
    }

    /** The top-1 accuracy of a predictor in a shot group; null if no image is of such a class. */
    public @Nullable Double accuracy(Decisions predictor, ShotGroups groups, ShotGroup group) {
        CorrectCounter hits = new CorrectCounter(groups.classes());
        for (int n = 0; n < targets.length; n++) {
            hits.add(targets[n], isRight(predictor, n) ? 0 : groups.classes());
        }
        return hits.accuracy(groups).of(group);
    }

    /** What a predictor takes for what, over C classes. */
    public ConfusionMatrix confusion(Decisions predictor, int classes) {
        ConfusionMatrix.Builder confusion = new ConfusionMatrix.Builder(classes);
        for (int n = 0; n < targets.length; n++) {
            if (predictor.predicted()[n] < 0) {
                confusion.addUndecided(targets[n]);
            } else {
                confusion.add(targets[n], predictor.predicted()[n]);
            }
        }
        return confusion.build();
    }
}
