package io.github.ncl4j.app.model;

import io.github.ncl4j.app.onnx.OnnxFile;
import io.github.ncl4j.pytorch.TorchFileWriter;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The forms in which weights leave. */
public enum WeightsFormat {
    /** Named tensors. */
    SAFETENSORS,
    /** Named tensors, for {@code torch.load}. */
    PYTORCH,
    /** A network that other programs run: {@link OnnxFile} writes it. */
    ONNX;

    /**
     * Writes a file of named tensors.
     *
     * @param metadata for the header, where the format has one
     * @param tensors by name
     */
    void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors) {
        switch (this) {
            case SAFETENSORS -> SafetensorsWriter.write(file, metadata, tensors);
            case PYTORCH -> TorchFileWriter.write(file, tensors);
            case ONNX -> throw new IllegalStateException("an ONNX file is a network, not named tensors");
        }
    }
}
