package io.github.ncl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of metrics.jsonl, which users and other programs read: their keys and order are a contract. */
class MetricsFileTest {

    @TempDir
    Path folder;

    @Test
    void writesEveryKeyInItsOrder() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        new MetricsFile(file).append(evaluated(1));
        assertThat(Files.readString(file))
                .isEqualTo("{\"epoch\":1,\"lr\":0.1,\"train_loss\":20.5,"
                        + "\"train_loss_parts\":{\"ce\":13.5,\"nbod\":7.0},\"train_accuracy\":0.25,"
                        + "\"ensemble_accuracy\":0.5,\"expert_accuracy\":[0.375,0.4375],\"ensemble_top5\":0.75,"
                        + "\"many\":0.625,\"medium\":0.5,\"few\":null,\"single_best\":0.4375,"
                        + "\"best_ensemble\":{\"accuracy\":0.5,\"epoch\":1},"
                        + "\"best_single\":{\"accuracy\":0.4375,\"epoch\":1},"
                        + "\"data_wait\":0.125,\"images_per_second\":100.5,\"seconds\":60.0}\n");
    }

    @Test
    void writesNullWhereAnEpochWasNotEvaluated() throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        new MetricsFile(file).append(trainedOnly(1));
        assertThat(Files.readString(file))
                .contains("\"ensemble_accuracy\":null,\"expert_accuracy\":null,\"ensemble_top5\":null,\"many\":null")
                .contains("\"best_ensemble\":null,\"best_single\":null");
    }

    @Test
    void refusesWhatJsonCannotHold() {
        Path file = folder.resolve("metrics.jsonl");
        Map<String, Double> parts = Map.of("ce", Double.POSITIVE_INFINITY);
        EpochMetrics metrics = new EpochMetrics(
                7, 0.1, 1, parts, 0, null, null, null, null, null, null, null, null, null, null, 0, 1, 1);
        assertThatThrownBy(() -> new MetricsFile(file).append(metrics))
                .hasMessage("epoch 7, train_loss_parts, ce is Infinity, which JSON cannot hold");
        assertThat(file).doesNotExist();
    }

    @Test
    void cutsOffWhatIsPastAnEpoch() throws IOException {
        Path file = threeEpochs();
        List<String> lines = Files.readAllLines(file);
        MetricsFile.truncateAfter(file, 5);
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
        MetricsFile.truncateAfter(file, 2);
        assertThat(Files.readAllLines(file)).isEqualTo(lines.subList(0, 2));
        MetricsFile.truncateAfter(file, 0);
        assertThat(file).isEmptyFile();
    }

    @Test
    void dropsATornLine() throws IOException {
        Path file = threeEpochs();
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0).substring(0, 30), StandardOpenOption.APPEND);
        MetricsFile.truncateAfter(file, 5);
        assertThat(Files.readAllLines(file)).isEqualTo(lines);
    }

    @Test
    void cutsOffWhatFollowsADamagedLine() throws IOException {
        Path file = threeEpochs();
        List<String> lines = Files.readAllLines(file);
        Files.write(file, List.of(lines.get(0), lines.get(1).replace(':', ';'), lines.get(2)));
        MetricsFile.truncateAfter(file, 5);
        assertThat(Files.readAllLines(file)).isEqualTo(lines.subList(0, 1));
    }

    @Test
    void leavesAMissingFileMissing() {
        Path file = folder.resolve("metrics.jsonl");
        MetricsFile.truncateAfter(file, 3);
        assertThat(file).doesNotExist();
    }

    private Path threeEpochs() {
        Path file = folder.resolve("metrics.jsonl");
        MetricsFile metrics = new MetricsFile(file);
        metrics.append(evaluated(1));
        metrics.append(trainedOnly(2));
        metrics.append(evaluated(3));
        return file;
    }

    private static EpochMetrics evaluated(int epoch) {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("ce", 13.5);
        parts.put("nbod", 7.0);
        return new EpochMetrics(
                epoch,
                0.1,
                20.5,
                parts,
                0.25,
                0.5,
                List.of(0.375, 0.4375),
                0.75,
                0.625,
                0.5,
                null,
                0.4375,
                null,
                new EpochMetrics.Best(0.5, 1),
                new EpochMetrics.Best(0.4375, 1),
                0.125,
                100.5,
                60);
    }

    private static EpochMetrics trainedOnly(int epoch) {
        return new EpochMetrics(
                epoch, 0.1, 20.5, Map.of(), 0.25, null, null, null, null, null, null, null, null, null, null, 0, 100,
                60);
    }
}
