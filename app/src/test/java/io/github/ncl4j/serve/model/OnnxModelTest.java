package io.github.ncl4j.serve.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.onnx.InputForm;
import io.github.ncl4j.onnx.WeightStorage;
import io.github.ncl4j.serve.PredictionServer;
import io.github.ncl4j.serve.RunningServer;
import io.github.ncl4j.serve.ServerSettings;
import io.github.ncl4j.serve.TinyCheckpoint;
import io.github.ncl4j.torch.EngineScope;
import java.awt.Color;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An exported file behind the server sees what its checkpoint sees there, as far as it tells. */
@ExtendWith(EngineScope.class)
class OnnxModelTest {

    /** Of probabilities; the logits of the two engines may differ by 1e-4. */
    private static final double TOLERANCE = 1e-4;

    private static final int SIDE = 8;
    private static final String CROP = "{type: random-crop, size: 8}";

    private static final ExportOptions EXPERT_LOGITS = outputs(null, true);

    @TempDir
    private Path folder;

    private static ExportOptions outputs(Integer expert, boolean expertLogits) {
        return new ExportOptions(InputForm.NORMALIZED, WeightStorage.FLOAT32, expert, false, expertLogits, false, 0);
    }

    private static OnnxModel load(Path file) {
        return OnnxModel.load(file, "tiny.onnx", OptionalInt.empty(), 0);
    }

    private static List<RgbImage> images() {
        return List.of(
                CheckpointModelTest.noise(0, SIDE, SIDE),
                CheckpointModelTest.noise(1, 300, 20),
                CheckpointModelTest.noise(2, 3, 5));
    }

    private static List<Probabilities> predict(ServedModel model) {
        return model.predict(images().stream().map(model::prepare).toList());
    }

    @Test
    void aFileWithTheExpertsLogitsSeesWhatItsCheckpointSees() throws IOException {
        Path checkpoint = TinyCheckpoint.write(folder, CROP);
        try (CheckpointModel expected = CheckpointModel.load(checkpoint, "tiny", "cpu", OptionalInt.empty());
                OnnxModel model = load(TinyCheckpoint.export(checkpoint, EXPERT_LOGITS))) {
            assertThat(model.classNames()).isEqualTo(expected.classNames());
            assertThat(model.classCounts()).containsExactly(30, 20, 10);
            assertThat(model.experts()).isEqualTo(2);
            assertThat(model.tellsExperts()).isTrue();
            assertThat(model.side())
                    .as("the crop's, although the file takes any")
                    .isEqualTo(SIDE);
            List<Probabilities> seen = predict(model);
            List<Probabilities> wanted = predict(expected);
            assertThat(seen).hasSize(3);
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.get(i).experts()).isEqualTo(2);
                for (int c = 0; c < 3; c++) {
                    assertThat(seen.get(i).ensemble(c)).isCloseTo(wanted.get(i).ensemble(c), within(TOLERANCE));
                    for (int k = 0; k < 2; k++) {
                        assertThat(seen.get(i).expert(k, c))
                                .isCloseTo(wanted.get(i).expert(k, c), within(TOLERANCE));
                    }
                }
            }
            assertThat(seen.get(0).expert(0, 0))
                    .as("experts differ")
                    .isNotCloseTo(seen.get(0).expert(1, 0), within(1e-3));
        }
    }

    @Test
    void aFileOfTheEnsembleTellsOfNoExpert() throws IOException {
        Path checkpoint = TinyCheckpoint.write(folder, CROP);
        List<Probabilities> wanted;
        try (OnnxModel whole = load(TinyCheckpoint.export(checkpoint, EXPERT_LOGITS))) {
            wanted = predict(whole);
        }
        try (OnnxModel model = load(TinyCheckpoint.export(checkpoint, ExportOptions.DEFAULT))) {
            List<Probabilities> seen = predict(model);

            assertThat(model.experts()).isEqualTo(2);
            assertThat(model.tellsExperts()).isFalse();
            for (int i = 0; i < seen.size(); i++) {
                assertThat(seen.get(i).experts()).isZero();
                assertThat(seen.get(i).ensemble(2)).isCloseTo(wanted.get(i).ensemble(2), within(1e-6));
            }
        }
    }

    @Test
    void theOnlyExpertOfAFileIsItsEnsemble() throws IOException {
        Path checkpoint = TinyCheckpoint.write(folder, CROP);
        List<Probabilities> both;
        try (OnnxModel whole = load(TinyCheckpoint.export(checkpoint, EXPERT_LOGITS))) {
            both = predict(whole);
        }
        try (OnnxModel model = load(TinyCheckpoint.export(checkpoint, outputs(1, false)))) {
            List<Probabilities> seen = predict(model);

            assertThat(model.experts()).isEqualTo(1);
            assertThat(model.tellsExperts()).isTrue();
            assertThat(seen.get(0).expert(0, 1)).isEqualTo(seen.get(0).ensemble(1));
            assertThat(seen.get(0).expert(0, 1)).isCloseTo(both.get(0).expert(1, 1), within(1e-6));
        }
    }

    @Test
    void theSizeIsWhatTheFileTellsAndElseWhatTheUserSays() throws IOException {
        Path silent = TinyCheckpoint.export(
                TinyCheckpoint.write(folder, "{type: horizontal-flip, probability: 0.5}"), ExportOptions.DEFAULT);
        assertThatThrownBy(() -> load(silent))
                .isInstanceOf(ImageSizeException.class)
                .hasMessageContaining("model.onnx: says nothing of the size of its images")
                .hasMessageContaining("--side");
        try (OnnxModel model = OnnxModel.load(silent, "", OptionalInt.of(16), 0)) {
            assertThat(model.side()).isEqualTo(16);
            assertThat(predict(model)).hasSize(3);
        }

        Path telling = TinyCheckpoint.export(TinyCheckpoint.write(folder, CROP), ExportOptions.DEFAULT);
        assertThatThrownBy(() -> OnnxModel.load(telling, "", OptionalInt.of(16), 0))
                .isInstanceOf(ImageSizeException.class)
                .hasMessageContaining("is for images of 8 x 8 pixels")
                .hasMessageContaining("leave --side 16 out");
    }

    @Test
    void clientsAreToldThatTheExpertsAreMissing() throws Exception {
        Path file = TinyCheckpoint.export(TinyCheckpoint.write(folder, CROP), ExportOptions.DEFAULT);
        HttpClient client = HttpClient.newHttpClient();
        try (PredictionServer server = PredictionServer.start(
                new ServerSettings("127.0.0.1", 0, null, null, RunningServer.LIMITS, RunningServer.BATCHING))) {
            server.open(load(file));
            URI address = URI.create("http://127.0.0.1:" + server.port());
            JsonNode model = RunningServer.json(client.send(
                            HttpRequest.newBuilder(address.resolve("/v1/model")).build(), BodyHandlers.ofString())
                    .body());
            JsonNode image = RunningServer.json(client.send(
                                    HttpRequest.newBuilder(address.resolve("/v1/predict"))
                                            .POST(BodyPublishers.ofByteArray(RunningServer.png(Color.RED, 20, 10)))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .path("images")
                    .path(0);

            assertThat(model.path("model").asText()).isEqualTo("tiny.onnx");
            assertThat(model.path("experts").asInt()).isEqualTo(2);
            assertThat(model.path("expert_probabilities").asBoolean(true)).isFalse();
            assertThat(image.path("predictions")).hasSize(3);
            assertThat(image.at("/predictions/0/training_images").asInt()).isIn(30, 20, 10);
            assertThat(image.at("/predictions/0/experts").isArray()).isTrue();
            assertThat(image.at("/predictions/0/experts")).isEmpty();
            assertThat(image.path("expert_best").isArray()).isTrue();
            assertThat(image.path("expert_best")).isEmpty();
        }
    }
}
