package io.github.ncl4j.benchmarks;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One run as a line of a Markdown table, from its {@code metrics.jsonl}: what the last epoch reached beside the best one,
 * because the best was chosen on the images that it is reported for. See {@code benchmarks/experiments/results.sh}.
 */
final class ResultRow {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ResultRow() {}

    /** Prints the table's line: arguments are the name of the run and its directory. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: ResultRow NAME RUN");
            System.exit(2);
        }
        System.out.println(of(arguments[0], Path.of(arguments[1])));
    }

    /**
     * The line of a finished run: name, epochs, ensemble and best expert after the last epoch, the same of the best epochs,
     * the ensemble's shot groups after the last epoch, minutes of training.
     */
    static String of(String name, Path run) throws IOException {
        List<String> lines = Files.readAllLines(run.resolve("metrics.jsonl"));
        double seconds = 0;
        for (String line : lines) {
            seconds += JSON.readValue(line, Epoch.class).seconds();
        }
        Epoch last = JSON.readValue(lines.get(lines.size() - 1), Epoch.class);
        return String.join(
                " | ",
                "| " + name,
                Integer.toString(last.epoch()),
                percent(last.ensembleAccuracy()),
                percent(last.singleBest()),
                best(last.bestEnsemble()),
                best(last.bestSingle()),
                percent(last.many()),
                percent(last.medium()),
                percent(last.few()),
                String.format(Locale.ROOT, "%.1f |", seconds / 60));
    }

    private static String percent(@Nullable Double fraction) {
        return fraction == null ? "n/a" : String.format(Locale.ROOT, "%.1f", 100 * fraction);
    }

    private static String best(@Nullable Best best) {
        Objects.requireNonNull(best, "the last epoch of a run is always evaluated");
        return percent(best.accuracy()) + " (" + best.epoch() + ")";
    }

    @JsonNaming(SnakeCaseStrategy.class)
    private record Epoch(
            int epoch,
            @Nullable Double ensembleAccuracy,
            @Nullable Double singleBest,
            @Nullable Best bestEnsemble,
            @Nullable Best bestSingle,
            @Nullable Double many,
            @Nullable Double medium,
            @Nullable Double few,
            double seconds) {}

    private record Best(double accuracy, int epoch) {}
}
