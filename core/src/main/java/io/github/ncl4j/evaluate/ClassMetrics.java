package io.github.ncl4j.evaluate;

import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures that give every class the same weight, however many images it has. Classes without a test image are left out.
 *
 * @param balancedAccuracy the mean over classes of recall, in [0, 1]
 * @param macroPrecision the mean of precision, in which a class that is never predicted has 0
 * @param macroF1 the mean of F1, the harmonic mean of precision and recall
 */
public record ClassMetrics(double balancedAccuracy, double macroPrecision, double macroF1) {

    /** From what is taken for what; all are 0 without images. */
    public static ClassMetrics of(ConfusionMatrix confusion) {
        return new ClassMetrics(
                mean(confusion, confusion::recall),
                mean(confusion, confusion::precision),
                mean(confusion, c -> f1(confusion, c)));
    }

    /** {@code 2 P R / (P + R)} of class {@code c}; 0 where both are 0. */
    public static double f1(ConfusionMatrix confusion, int c) {
        double sum = confusion.precision(c) + confusion.recall(c);
        return sum == 0 ? 0 : 2 * confusion.precision(c) * confusion.recall(c) / sum;
    }

    private static double mean(ConfusionMatrix confusion, IntToDoubleFunction ofClass) {
        return IntStream.range(0, confusion.classes())
                .filter(c -> confusion.images(c) > 0)
                .mapToDouble(ofClass)
                .average()
                .orElse(0);
    }
}
