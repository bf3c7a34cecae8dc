package io.github.ncl4j.benchmarks;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;

/**
 * Times of whole steps and of the engine's ceiling, measured in turns.
 *
 * @param workload what was measured
 * @param rounds how often
 * @param step of a whole step
 * @param ceiling of the engine's calls alone
 * @param share the median over the rounds of the ceiling's time divided by the step's: 1 would be a step that costs nothing
 *     but the engine's calls
 */
@JsonNaming(SnakeCaseStrategy.class)
record StepTimes(Workload workload, int rounds, Spread step, Spread ceiling, double share) {

    /**
     * The middle of some measurements.
     *
     * @param medianMillis half of them are below
     * @param lowerQuartileMillis a quarter of them is below
     * @param upperQuartileMillis a quarter of them is above
     * @param imagesPerSecond at the median
     */
    @JsonNaming(SnakeCaseStrategy.class)
    record Spread(double medianMillis, double lowerQuartileMillis, double upperQuartileMillis, double imagesPerSecond) {

        private static Spread of(double[] seconds, int images) {
            double median = quantile(seconds, 0.5);
            return new Spread(
                    1e3 * median, 1e3 * quantile(seconds, 0.25), 1e3 * quantile(seconds, 0.75), images / median);
        }
    }

    /**
     * Summarises measurements.
     *
     * @param stepSeconds by round
     * @param ceilingSeconds by round
     */
    static StepTimes of(Workload workload, double[] stepSeconds, double[] ceilingSeconds) {
        double[] shares = new double[stepSeconds.length];
        for (int round = 0; round < shares.length; round++) {
            shares[round] = ceilingSeconds[round] / stepSeconds[round];
        }
        return new StepTimes(
                workload,
                shares.length,
                Spread.of(stepSeconds, workload.batch()),
                Spread.of(ceilingSeconds, workload.batch()),
                quantile(shares, 0.5));
    }

    private static double quantile(double[] values, double fraction) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(fraction * (sorted.length - 1))];
    }

    /** As a table for people. */
    String table() {
        String title = "NCL step: %d x ResNet-%d, batch %d, %d classes, float32, channels-last, %d threads, %d rounds%n"
                .formatted(
                        workload.experts(),
                        workload.depth(),
                        workload.batch(),
                        workload.classes(),
                        workload.threads(),
                        rounds);
        return title
                + row("whole step", step)
                + row("engine's ceiling", ceiling)
                + "share of ceiling  %8.3f%n".formatted(share);
    }

    private static String row(String name, Spread spread) {
        return "%-17s %8.1f ms (quartiles %.1f - %.1f) %8.1f images/s%n"
                .formatted(
                        name,
                        spread.medianMillis(),
                        spread.lowerQuartileMillis(),
                        spread.upperQuartileMillis(),
                        spread.imagesPerSecond());
    }
}
