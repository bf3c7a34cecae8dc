package io.github.ncl4j.evaluate;

import io.github.ncl4j.image.UserException;
import java.util.ArrayList;
import java.util.List;

/**
 * Accuracy where the classes are not as frequent as in the test set: under the field's test distributions (Hong et al., LADE,
 * CVPR 2021), from forward, a long tail as in training, over uniform to backward, where the tail is the head. LADE draws fewer
 * images of the rarer classes; here every image is weighted, which is the mean over all such draws.
 *
 * @param name {@code forward50} ... {@code uniform} ... {@code backward50}; the number is the imbalance factor
 * @param accuracy of the predictions as they are
 * @param known of the predictions after adjusting the logits to the true prior of the distribution
 * @param estimated the same, to the prior that {@link PriorEstimation} finds in the images
 */
public record PriorShift(String name, double accuracy, double known, double estimated) {

    private static final List<Integer> FACTORS = List.of(50, 25, 10, 5, 2);

    /**
     * All eleven distributions, from forward50 to backward50.
     *
     * @param images of a test set in which no class lacks images
     * @param classCounts training images of each class
     * @param source the prior under which the softmax of the logits holds
     * @throws UserException if a class has no test image
     */
    public static List<PriorShift> of(EnsembleLogits images, List<Integer> classCounts, ClassPrior source) {
        List<PriorShift> shifts = new ArrayList<>();
        for (int factor : FACTORS) {
            shifts.add(shift("forward" + factor, images, ClassPrior.longTailed(classCounts, factor, true), source));
        }
        shifts.add(shift("uniform", images, ClassPrior.uniform(images.classes()), source));
        for (int i = FACTORS.size() - 1; i >= 0; i--) {
            int factor = FACTORS.get(i);
            shifts.add(shift("backward" + factor, images, ClassPrior.longTailed(classCounts, factor, false), source));
        }
        return shifts;
    }

    private static PriorShift shift(String name, EnsembleLogits images, ClassPrior target, ClassPrior source) {
        double[] weights = weights(images, target);
        ClassPrior estimate = PriorEstimation.estimate(images, weights, source);
        return new PriorShift(
                name,
                accuracy(images, weights, new double[images.classes()]),
                accuracy(images, weights, source.shiftTo(target)),
                accuracy(images, weights, source.shiftTo(estimate)));
    }

    /** The weight of each image, so that every class has its prior; they add up to 1. */
    private static double[] weights(EnsembleLogits images, ClassPrior prior) {
        int[] counts = new int[images.classes()];
        for (int target : images.targets()) {
            counts[target]++;
        }
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] == 0) {
                throw new UserException(
                        "class " + c + " has no test image, so no distribution over all classes can be measured");
            }
        }
        double[] weights = new double[images.images()];
        for (int n = 0; n < weights.length; n++) {
            int target = images.targets()[n];
            weights[n] = prior.probabilities()[target] / counts[target];
        }
        return weights;
    }

    private static double accuracy(EnsembleLogits images, double[] weights, double[] shift) {
        Decisions decisions = images.decisions(1, shift);
        double right = 0;
        for (int n = 0; n < weights.length; n++) {
            right += decisions.predicted()[n] == images.targets()[n] ? weights[n] : 0;
        }
        return right;
    }
}
