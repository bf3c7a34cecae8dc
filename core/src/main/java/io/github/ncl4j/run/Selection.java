package io.github.ncl4j.run;

import io.github.ncl4j.evaluate.ClassMetrics;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.ImageDecisions;
import java.util.Collections;
import java.util.List;

/**
 * How good a model is on images that are held out of training, by which the best epoch is chosen. They are as long-tailed as the
 * training images, so every class has the same weight: the mean over classes of recall.
 *
 * @param ensemble the balanced accuracy of the ensemble, in [0, 1]
 * @param single that of the best expert
 * @param bestExpert which that is, from 0; of equals the first
 */
public record Selection(double ensemble, double single, int bestExpert) {

    public static Selection of(ImageDecisions heldOut, int classes) {
        List<Double> experts = heldOut.experts().stream()
                .map(expert -> balanced(heldOut, expert, classes))
                .toList();
        double single = Collections.max(experts);
        return new Selection(balanced(heldOut, heldOut.ensemble(), classes), single, experts.indexOf(single));
    }

    private static double balanced(ImageDecisions heldOut, Decisions predictor, int classes) {
        return ClassMetrics.of(heldOut.confusion(predictor, classes)).balancedAccuracy();
    }
}
