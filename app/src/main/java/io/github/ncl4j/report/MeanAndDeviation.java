package io.github.ncl4j.report;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several runs' values of one figure.
 *
 * @param mean of those that have one
 * @param deviation the standard deviation over them, with n - 1; null with fewer than two
 * @param values of each run that has one
 */
record MeanAndDeviation(double mean, @Nullable Double deviation, List<Double> values) {

    /** Null if no run has a value. */
    static @Nullable MeanAndDeviation of(List<? extends @Nullable Number> values) {
        List<Double> present = values.stream()
                .filter(Objects::nonNull)
                .map(Number::doubleValue)
                .toList();
        if (present.isEmpty()) {
            return null;
        }
        double mean = present.stream().mapToDouble(d -> d).average().orElseThrow();
        double squares =
                present.stream().mapToDouble(d -> (d - mean) * (d - mean)).sum();
        return new MeanAndDeviation(
                mean, present.size() < 2 ? null : (Double) Math.sqrt(squares / (present.size() - 1)), present);
    }

    /** Mean and deviation of a fraction as percentages with one decimal. */
    static String percent(@Nullable MeanAndDeviation spread) {
        return text(spread, value -> String.format(Locale.ROOT, "%.1f", 100 * value));
    }

    static String text(@Nullable MeanAndDeviation spread, DoubleFunction<String> format) {
        if (spread == null) {
            return "n/a";
        }
        Double deviation = spread.deviation;
        return format.apply(spread.mean) + (deviation == null ? "" : " ± " + format.apply(deviation));
    }
}
