package io.github.ncl4j.model;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;

/**
 * An ensemble read from a checkpoint, and what it was trained for.
 *
 * @param description configuration and classes
 * @param ensemble owned: closed with this object
 */
public record TrainedModel(ModelDescription description, ExpertEnsemble ensemble) implements AutoCloseable {

    /** Names of tensors in a checkpoint that are not weights begin with one of these. */
    public static final String OPTIMIZER = "optimizer.";

    /** See {@link #OPTIMIZER}. */
    public static final String GENERATOR = "generator.";

    /** See {@link #OPTIMIZER}: averages of the weights, beside the weights with which training goes on. */
    public static final String AVERAGE = "ema.";

    /**
     * Builds the ensemble that a checkpoint describes, which computes in the precision that it was trained in, and gives it the checkpoint's weights.
     *
     * @param device where the weights go; borrowed, it must outlive the model
     * @throws SafetensorsException if the file is missing, damaged, no checkpoint, or its weights do not fit its own
     *     configuration
     */
    public static TrainedModel load(Path checkpoint, Device device) {
        Engine.start();
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
            ModelDescription description = ModelDescription.fromMetadata(checkpoint, file.metadata());
            ExperimentConfig config = description.config();
            ExpertEnsemble ensemble = ExpertEnsemble.create(
                    config.model(), config.contrastive(), config.train().precision(), description.classes(), 0, device);
            try {
                loadWeights(checkpoint, file, config, ensemble);
            } catch (RuntimeException e) {
                ensemble.close();
                throw e;
            }
            return new TrainedModel(description, ensemble);
        }
    }

    /**
     * Overwrites an ensemble's weights with those of an open checkpoint.
     *
     * @param checkpoint the file's path, for messages
     * @param config of the checkpoint: what only its training needed is passed over
     * @throws SafetensorsException if they do not fit; the ensemble is then unchanged
     */
    public static void loadWeights(
            Path checkpoint, SafetensorsFile file, ExperimentConfig config, ExpertEnsemble ensemble) {
        try (PointerScope scope = new PointerScope()) {
            ensemble.load(file.tensors(name -> isWeight(name) && !ofContrastiveBranch(name, config)));
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException(checkpoint + ": " + e.getMessage(), e);
        }
    }

    /** Whether a tensor of a checkpoint belongs to the contrastive branch. */
    public static boolean ofContrastiveBranch(String tensor, ExperimentConfig config) {
        return config.contrastive() != null && ContrastiveNames.branchOnly(tensor);
    }

    /** Whether a tensor of a checkpoint is a weight or a buffer, of the model or of the contrastive branch. */
    public static boolean isWeight(String tensor) {
        return !tensor.startsWith(OPTIMIZER) && !tensor.startsWith(GENERATOR) && !tensor.startsWith(AVERAGE);
    }

    /** Frees the weights. */
    @Override
    public void close() {
        ensemble.close();
    }
}
