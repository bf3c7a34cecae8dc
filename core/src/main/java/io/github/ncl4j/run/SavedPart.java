package io.github.ncl4j.run;

import io.github.ncl4j.torch.SafetensorsFile;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A part of a training that a checkpoint holds beside the model and the optimizer. Each method does nothing unless a part says otherwise. */
public interface SavedPart {

    /** The tensors that a checkpoint holds and that are equal in all processes, parameters included, by name; borrowed. */
    default Map<String, Tensor> state() {
        return Map.of();
    }

    /** Entries of a checkpoint's metadata. */
    default Map<String, String> metadata() {
        return Map.of();
    }

    /**
     * Reads its state from a checkpoint, after the model has read its own.
     *
     * @param file borrowed
     * @throws TrainingException if the file is of a run with another part
     * @throws IllegalArgumentException if tensors are missing, unexpected, or have another shape
     */
    default void restore(SafetensorsFile file) {}
}
