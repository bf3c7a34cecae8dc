package io.github.ncl4j.train;

import io.github.ncl4j.evaluate.ClassMetrics;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.ImageDecisions;

/**
 * How good a model is on images that are held out of training, by which the best epoch is chosen. They are as long-tailed as the
 * training images, so every class has the same weight: the mean over classes of recall.
 *
 * @param ensemble the balanced accuracy of the ensemble, in [0, 1]
 * @param single that of the best expert
 */
record Selection(double ensemble, double single) {

    static Selection of(ImageDecisions heldOut, int classes) {
        double single = heldOut.experts().stream()
                .mapToDouble(expert -> balanced(heldOut, expert, classes))
                .max()
                .orElseThrow();
        return new Selection(balanced(heldOut, heldOut.ensemble(), classes), single);
    }

    private static double balanced(ImageDecisions heldOut, Decisions predictor, int classes) {
        return ClassMetrics.of(heldOut.confusion(predictor, classes)).balancedAccuracy();
    }
}
