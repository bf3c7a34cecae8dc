package io.github.ncl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.run.EpochMetrics;
import io.github.ncl4j.run.HardCategoriesFile;
import io.github.ncl4j.run.MetricsFile;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.RunEvaluation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run directory tells without its data and without the engine.
 *
 * @param folder the run directory
 * @param configText its configuration as it is written
 * @param config the same, read
 * @param epochs its metrics, as far as it came
 * @param evaluation of its last epoch; null if it has not come there, or an ncl4j before this file trained it
 * @param hardCategories what its loss chose up to its last whole epoch; null if there is none, its loss chooses none, or an
 *     ncl4j before this file trained it
 * @param environment what it ran on; empty if that is not known
 */
public record RunFiles(
        Path folder,
        String configText,
        ExperimentConfig config,
        List<EpochMetrics> epochs,
        @Nullable RunEvaluation evaluation,
        @Nullable HardCategoriesFile hardCategories,
        Map<String, String> environment) {

    private static final long MAX_TEXT = 1 << 20;

    /** Copies the collections. */
    public RunFiles {
        epochs = List.copyOf(epochs);
        environment = Map.copyOf(environment);
    }

    /**
     * Reads a run directory.
     *
     * @throws DataException if it holds no run, or a file in it is damaged
     */
    public static RunFiles read(Path folder) {
        Path config = folder.resolve("config.yaml");
        if (!RunDirectory.holdsRun(folder)) {
            throw new DataException(folder + ": is no run directory (it has no config.yaml)");
        }
        try {
            String text = text(config);
            Path evaluation = RunDirectory.evaluation(folder);
            Path hardCategories = RunDirectory.hardCategories(folder);
            return new RunFiles(
                    folder,
                    text,
                    ExperimentFile.parse(text, config.toString(), List.of()),
                    MetricsFile.read(folder.resolve("metrics.jsonl")),
                    Files.exists(evaluation) ? RunEvaluation.read(evaluation) : null,
                    Files.exists(hardCategories) ? HardCategoriesFile.read(hardCategories) : null,
                    environment(folder.resolve("environment.json")));
        } catch (ConfigException e) {
            throw new DataException(config + ": is damaged: " + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new DataException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > MAX_TEXT) {
            throw new DataException(file + ": has more than the " + MAX_TEXT + " bytes that are read");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static Map<String, String> environment(Path file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        if (Files.exists(file)) {
            JsonNode document = new JsonMapper().readTree(text(file));
            document.properties()
                    .forEach(
                            entry -> values.put(entry.getKey(), entry.getValue().asText()));
        }
        return values;
    }

    /** The epoch after the last step; null before the first is done. */
    public @Nullable EpochMetrics last() {
        return epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    }

    /** The epoch that was best; null if none was evaluated. */
    public @Nullable EpochMetrics best() {
        EpochMetrics last = last();
        EpochMetrics.Best best = last == null ? null : last.bestEnsemble();
        return best == null
                ? null
                : epochs.stream()
                        .filter(epoch -> epoch.epoch() == best.epoch())
                        .findFirst()
                        .orElse(null);
    }

    /** Whether the last epoch of its configuration is done and evaluated. */
    public boolean isFinished() {
        EpochMetrics last = last();
        return evaluation != null
                && last != null
                && last.epoch() == config.train().epochs();
    }

    /** Seconds of training, all epochs together. */
    public double seconds() {
        return epochs.stream().mapToDouble(EpochMetrics::seconds).sum();
    }

    /** A number of the environment; null if it is not known. */
    public @Nullable Long number(String key) {
        String value = environment.get(key);
        return value == null || !value.matches("\\d{1,18}") || value.equals("0") ? null : Long.valueOf(value);
    }

    /** The shot groups of the evaluated classes. */
    static ShotGroups groups(RunEvaluation evaluation, ExperimentConfig config) {
        return ShotGroups.of(
                evaluation.classCounts().stream().mapToInt(Integer::intValue).toArray(),
                config.evaluate().protocol());
    }
}
