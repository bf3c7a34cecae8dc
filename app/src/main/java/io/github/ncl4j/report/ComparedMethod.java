package io.github.ncl4j.report;

import io.github.ncl4j.evaluate.Calibration;
import io.github.ncl4j.evaluate.ImageDecisions;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.RunEvaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one configuration that differ in the seed alone.
 *
 * @param name its name, told apart from others
 * @param runs at least one; all evaluated
 */
record ComparedMethod(String name, List<RunFiles> runs) {

    /** The heads of {@link #cells}. */
    static final List<String> HEADS = List.of(
            "", "runs", "last epoch", "best epoch", "many", "medium", "few", "ECE", "minutes", "parameters", "peak MB");

    ComparedMethod {
        runs = List.copyOf(runs);
    }

    private @Nullable Spread spread(Function<RunFiles, @Nullable Number> figure) {
        List<@Nullable Number> values = new ArrayList<>();
        runs.forEach(run -> values.add(figure.apply(run)));
        return Spread.of(values);
    }

    private static @Nullable Number last(RunFiles run, Function<EpochMetrics, @Nullable Double> figure) {
        EpochMetrics last = run.last();
        return last == null ? null : figure.apply(last);
    }

    @Nullable
    Spread lastEpoch() {
        return spread(run -> last(run, EpochMetrics::ensembleAccuracy));
    }

    @Nullable
    Spread bestEpoch() {
        return spread(run -> {
            EpochMetrics best = run.best();
            return best == null ? null : best.ensembleAccuracy();
        });
    }

    @Nullable
    Spread many() {
        return spread(run -> last(run, EpochMetrics::many));
    }

    @Nullable
    Spread medium() {
        return spread(run -> last(run, EpochMetrics::medium));
    }

    @Nullable
    Spread few() {
        return spread(run -> last(run, EpochMetrics::few));
    }

    @Nullable
    Spread calibrationError() {
        return spread(run -> {
            RunEvaluation evaluation = run.evaluation();
            return evaluation == null
                    ? null
                    : Calibration.of(evaluation.ensemble(), evaluation.targets())
                            .ece();
        });
    }

    @Nullable
    Spread minutes() {
        return spread(run -> run.seconds() / 60);
    }

    @Nullable
    Spread parameters() {
        return spread(run -> run.number("parameters"));
    }

    @Nullable
    Spread peakMegabytes() {
        return spread(run -> {
            Long bytes = run.number("peak_resident_bytes");
            return bytes == null ? null : bytes / 1e6;
        });
    }

    /** A row of the table. */
    List<String> cells() {
        return List.of(
                name,
                Integer.toString(runs.size()),
                Spread.percent(lastEpoch()),
                Spread.percent(bestEpoch()),
                Spread.percent(many()),
                Spread.percent(medium()),
                Spread.percent(few()),
                Spread.percent(calibrationError()),
                Spread.text(minutes(), value -> String.format(Locale.ROOT, "%.1f", value)),
                parameters() == null
                        ? "n/a"
                        : String.format(Locale.ROOT, "%,.0f", parameters().mean()),
                Spread.text(peakMegabytes(), value -> String.format(Locale.ROOT, "%.0f", value)));
    }

    /** The images that each run was measured on. */
    List<TestImages> testImages() {
        return runs.stream().map(run -> TestImages.of(evaluation(run))).toList();
    }

    private static RunEvaluation evaluation(RunFiles run) {
        return Objects.requireNonNull(run.evaluation());
    }

    /** For each test image, how many of the runs classify it correctly, as a fraction. All were measured on the same images. */
    double[] rightByImage() {
        double[] right = new double[evaluation(runs.get(0)).targets().length];
        for (RunFiles run : runs) {
            ImageDecisions decisions = evaluation(run).decisions();
            for (int n = 0; n < right.length; n++) {
                right[n] += decisions.isRight(decisions.ensemble(), n) ? 1.0 / runs.size() : 0;
            }
        }
        return right;
    }
}
