package io.github.ncl4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(EngineScope.class)
class TauNormalizationTest {

    private static final String WEIGHT = "classifier.1.weight";
    private static final String BIAS = "classifier.1.bias";

    @TempDir
    private Path folder;

    private Path checkpoint(String classifier) {
        ExperimentConfig config = ExperimentFile.parse(
                "{data: {format: built-in}, train: {epochs: 1}}",
                "run.yaml",
                List.of("model.experts=2", "model.backbone=cifar-resnet8", "model.classifier.type=" + classifier));
        Path file = folder.resolve(classifier + ".safetensors");
        try (ExpertEnsemble ensemble = ExpertEnsemble.create(config.model(), 3, 1, new Device(torch.DeviceType.CPU))) {
            ModelDescription description = new ModelDescription(config, List.of("a", "b", "c"), List.of(100, 10, 1));
            SafetensorsWriter.write(
                    file, description.toMetadata(), ensemble.weights().state());
        }
        return file;
    }

    private double[][] rows(Path file) {
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            double[] values = HostArrays.doubles(read.tensor(WEIGHT));
            int features = values.length / 3;
            double[][] rows = new double[3][features];
            for (int i = 0; i < values.length; i++) {
                rows[i / features][i % features] = values[i];
            }
            return rows;
        }
    }

    private static double length(double[] row) {
        double sum = 0;
        for (double value : row) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }

    @Test
    void theLengthsAreRaisedToOneMinusTauAndTheDirectionsStay() {
        Path before = checkpoint("linear");
        Path after = folder.resolve("normalized.safetensors");

        TauNormalization.write(before, 0.25, after);

        double[][] old = rows(before);
        double[][] now = rows(after);
        for (int c = 0; c < 3; c++) {
            double factor = Math.pow(length(old[c]), -0.25);
            for (int f = 0; f < old[c].length; f++) {
                assertThat(now[c][f]).isCloseTo(factor * old[c][f], within(1e-6));
            }
            assertThat(length(now[c])).isCloseTo(Math.pow(length(old[c]), 0.75), within(1e-6));
        }
    }

    @Test
    void theClassHeadsOfAContrastiveModelAreFound() {
        ExperimentConfig config = ExperimentFile.parse(
                "{data: {format: built-in}, train: {epochs: 1}}",
                "run.yaml",
                List.of(
                        "model.experts=2",
                        "model.backbone=cifar-resnet8",
                        "model.classifier.type=linear",
                        "augment.key=[]",
                        "contrastive={queue_length: 8, dimension: 4}"));
        Path before = folder.resolve("contrastive.safetensors");
        Path after = folder.resolve("normalized.safetensors");
        try (ExpertEnsemble ensemble = ExpertEnsemble.create(
                config.model(),
                config.contrastive(),
                config.train().precision(),
                3,
                1,
                new Device(torch.DeviceType.CPU))) {
            ModelDescription description = new ModelDescription(config, List.of("a", "b", "c"), List.of(100, 10, 1));
            SafetensorsWriter.write(
                    before, description.toMetadata(), ensemble.weights().state());
        }

        TauNormalization.write(before, 1, after);

        try (SafetensorsFile now = SafetensorsFile.open(after)) {
            double[] values = HostArrays.doubles(now.tensor("classifier_ce.1.weight"));
            assertThat(length(Arrays.copyOf(values, values.length / 3))).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void theBiasGoesAndTheRestStays() {
        Path before = checkpoint("linear");
        Path after = folder.resolve("normalized.safetensors");

        TauNormalization.write(before, 1, after);

        try (SafetensorsFile old = SafetensorsFile.open(before);
                SafetensorsFile now = SafetensorsFile.open(after)) {
            assertThat(ModelDescription.fromMetadata(after, now.metadata()))
                    .isEqualTo(ModelDescription.fromMetadata(before, old.metadata()));
            assertThat(HostArrays.doubles(now.tensor(BIAS))).containsOnly(0);
            for (String name : old.tensors().keySet()) {
                if (name.startsWith("backbone.")) {
                    assertThat(now.bytes(name)).as(name).isEqualTo(old.bytes(name));
                }
            }
        }
        for (double[] row : rows(after)) {
            assertThat(length(row)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void noBrokenWeightIsWritten() {
        Path before = checkpoint("linear");
        Path none = folder.resolve("none.safetensors");
        Path output = folder.resolve("out.safetensors");
        try (PointerScope scope = new PointerScope();
                SafetensorsFile file = SafetensorsFile.open(before)) {
            Map<String, Tensor> tensors = file.tensors(name -> true);
            Objects.requireNonNull(tensors.get("classifier.0.weight")).zero_();
            SafetensorsWriter.write(none, file.metadata(), tensors);
        }
        assertThatThrownBy(() -> TauNormalization.write(none, 1, output))
                .isInstanceOf(UserException.class)
                .hasMessage(none + ": its tensor classifier.0.weight would hold, so normalised, NaN or infinity;"
                        + " use another checkpoint of the run");
        assertThat(output).doesNotExist();
    }

    @Test
    void whatCannotBeNormalisedIsRefused() {
        Path cosine = checkpoint("cosine");
        Path output = folder.resolve("out.safetensors");

        assertThatThrownBy(() -> TauNormalization.write(cosine, 1, output))
                .isInstanceOf(UserException.class)
                .hasMessageStartingWith(cosine + ": has a classifier that does not see the length of its weights");
        assertThatThrownBy(() -> TauNormalization.write(cosine, -0.5, output))
                .isInstanceOf(UserException.class)
                .hasMessage("tau must be a finite number of at least 0, not -0.5");
        assertThat(output).doesNotExist();
    }
}
