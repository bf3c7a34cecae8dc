package io.github.ncl4j.serve;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.onnx.OnnxExport;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** A checkpoint of two experts with random weights for the classes a, b and c, of 30, 20 and 10 training images. */
public final class TinyCheckpoint {

    private TinyCheckpoint() {}

    /**
     * Writes it.
     *
     * @param augment the operations on training images, as YAML
     */
    public static Path write(Path folder, String augment) {
        ExperimentConfig config = ExperimentFile.parse("""
                seed: 5
                data: {format: annotations, train_annotations: t.json, validation_annotations: v.json}
                augment: {train: [%s]}
                model: {experts: 2, backbone: cifar-resnet8}
                train: {epochs: 1}
                """.formatted(augment), "test", List.of());
        Path file = folder.resolve("model.safetensors");
        try (Device cpu = new Device(torch.DeviceType.CPU);
                ExpertEnsemble ensemble = ExpertEnsemble.create(config.model(), 3, 1, cpu)) {
            ModelDescription description = new ModelDescription(config, List.of("a", "b", "c"), List.of(30, 20, 10));
            SafetensorsWriter.write(
                    file, description.toMetadata(), ensemble.weights().state());
        }
        return file;
    }

    /** Exports a checkpoint. */
    public static Path export(Path checkpoint, ExportOptions options) throws IOException {
        Path file = checkpoint.resolveSibling("model.onnx");
        try (Device cpu = new Device(torch.DeviceType.CPU);
                TrainedModel model = TrainedModel.load(checkpoint, cpu, Precision.FLOAT32)) {
            OnnxExport.write(
                    OnnxExport.model(model.ensemble().weights().state(), model.description(), options, "test"), file);
        }
        return file;
    }
}
