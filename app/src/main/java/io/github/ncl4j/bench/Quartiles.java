package io.github.ncl4j.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;

/**
 * The middle of some measurements.
 *
 * @param median half of them are below
 * @param lowerQuartile a quarter of them is below
 * @param upperQuartile a quarter of them is above
 */
@JsonNaming(SnakeCaseStrategy.class)
public record Quartiles(double median, double lowerQuartile, double upperQuartile) {

    /** Summarises measurements, at least one. */
    public static Quartiles of(double[] values) {
        return new Quartiles(quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75));
    }

    private static double quantile(double[] values, double fraction) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(fraction * (sorted.length - 1))];
    }
}
