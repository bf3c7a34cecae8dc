package io.github.ncl4j.app.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.TinyTraining;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Features of image files, by the command. */
@ExtendWith(EngineScope.class)
class EmbedCommandTest {

    private static final int FEATURES = 64;

    @TempDir
    static Path folder;

    private static Path checkpoint;

    @TempDir
    Path output;

    @BeforeAll
    static void train() throws IOException {
        Path config = TinyTraining.write(folder);
        CommandRun trained = CommandRun.of(
                "train", config.toString(), "--output", folder.resolve("run").toString(), "train.epochs=1");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        checkpoint = folder.resolve("run/checkpoints/last.safetensors");
    }

    private static CommandRun embed(Object... arguments) {
        return CommandRun.of(Stream.concat(Stream.of("embed", folder.resolve("run")), Stream.of(arguments))
                .map(Object::toString)
                .toArray(String[]::new));
    }

    @Test
    void aRowIsWhatTheClassifiersSeeInAnImage() throws IOException {
        Path file = output.resolve("new/valid.safetensors");

        CommandRun run = embed(folder.resolve("valid"), "--output", file);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(file.resolveSibling("valid.json").getParent().toFile().list())
                .containsExactlyInAnyOrder("valid.safetensors", "valid.json");
        JsonNode names = json(Files.readString(file.resolveSibling("valid.json")));
        assertThat(names.get("embeddings").asText()).isEqualTo("valid.safetensors");
        assertThat(names.get("experiment").asText()).isEqualTo("tiny");
        assertThat(names.get("expert").asText()).isEqualTo("all");
        List<String> images =
                names.get("images").valueStream().map(JsonNode::asText).toList();
        assertThat(images).hasSize(15).isSorted();
        float[][] rows = rows(file, 2 * FEATURES);
        assertThat(rows).hasNumberOfRows(15);
        for (int i = 0; i < 15; i++) {
            assertLogits(Path.of(images.get(i)), rows[i]);
        }
    }

    /** The classifier's weights times the features are the logits that the model itself gives. */
    private static void assertLogits(Path image, float[] row) {
        try (SafetensorsFile weights = SafetensorsFile.open(checkpoint);
                Predictor predictor = Predictor.load(checkpoint, "cpu")) {
            float[] logits = predictor.logits(List.of(predictor.prepare(new ImageDecoder().decode(image))));
            for (int expert = 0; expert < 2; expert++) {
                double[] weight = HostArrays.doubles(weights.tensor("classifier." + expert + ".weight"));
                double[] bias = HostArrays.doubles(weights.tensor("classifier." + expert + ".bias"));
                for (int c = 0; c < 3; c++) {
                    double logit = bias[c];
                    for (int f = 0; f < FEATURES; f++) {
                        logit += weight[c * FEATURES + f] * row[expert * FEATURES + f];
                    }
                    assertThat(logits[3 * expert + c]).isCloseTo((float) logit, within(1e-5f));
                }
            }
        }
    }

    private static float[][] rows(Path file, int columns) {
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensors()).containsOnlyKeys("embeddings");
            assertThat(read.tensors().get("embeddings").shape().get(1)).isEqualTo(columns);
            float[] all = HostArrays.floats(read.tensor("embeddings"));
            float[][] rows = new float[all.length / columns][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = Arrays.copyOfRange(all, i * columns, (i + 1) * columns);
            }
            return rows;
        }
    }

    @Test
    void ofOneExpertItsPartOfTheSame() {
        Path all = output.resolve("all.safetensors");
        Path one = output.resolve("one.safetensors");

        assertThat(embed(folder.resolve("valid") + "/1-*.png", "--output", all).exitCode())
                .isZero();
        assertThat(embed(folder.resolve("valid") + "/1-*.png", "--output", one, "--expert", 2)
                        .exitCode())
                .isZero();

        float[][] expected = rows(all, 2 * FEATURES);
        float[][] found = rows(one, FEATURES);
        assertThat(found).hasNumberOfRows(5);
        for (int i = 0; i < 5; i++) {
            assertThat(found[i]).isEqualTo(Arrays.copyOfRange(expected[i], FEATURES, 2 * FEATURES));
        }
    }

    @Test
    void whatCannotBeReadHasNoRowAndALineThatSaysSo() throws IOException {
        Path broken = Files.writeString(output.resolve("broken.png"), "no image");
        Path first = folder.resolve("valid/0-0.png");
        Path second = folder.resolve("valid/2-1.png");
        Path file = output.resolve("some.safetensors");

        CommandRun written = embed(first, broken, second, "--output", file);
        CommandRun printed = embed(first, broken, second, "--jsonl");

        assertThat(written.exitCode()).isEqualTo(1);
        assertThat(printed.exitCode()).isEqualTo(1);
        JsonNode names = json(Files.readString(output.resolve("some.json")));
        assertThat(names.get("images").valueStream().map(JsonNode::asText))
                .containsExactly(first.toString(), second.toString());
        float[][] rows = rows(file, 2 * FEATURES);
        List<JsonNode> lines = printed.out().lines().map(EmbedCommandTest::json).toList();
        assertThat(lines).hasSize(3);
        assertLine(lines.get(0), first, rows[0]);
        assertThat(lines.get(1).get("image").asText()).isEqualTo(broken.toString());
        assertThat(lines.get(1).get("error").asText()).contains("no JPEG, PNG, BMP or WebP");
        assertLine(lines.get(2), second, rows[1]);
    }

    @Test
    void whereNoImageCanBeReadNothingIsWritten() {
        Path file = output.resolve("none.safetensors");

        CommandRun run = embed(output.resolve("gone.png"), "--output", file);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(file + ": is not written, as no image could be read");
        assertThat(output).isEmptyDirectory();
    }

    private static void assertLine(JsonNode line, Path image, float[] row) {
        assertThat(line.get("image").asText()).isEqualTo(image.toString());
        List<Float> numbers = new ArrayList<>();
        for (float number : row) {
            numbers.add(number);
        }
        assertThat(line.get("embedding").valueStream().map(JsonNode::floatValue))
                .isEqualTo(numbers);
    }

    private static JsonNode json(String text) {
        try {
            return new JsonMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
