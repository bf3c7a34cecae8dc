package io.github.ncl4j.model;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

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

    /** See {@link #OPTIMIZER}: averages of the weights, which are evaluated, beside the weights with which training goes on. */
    public static final String AVERAGE = "ema.";

    /**
     * Builds the ensemble that a checkpoint describes, in the precision that it was trained in, and gives it the weights that
     * training evaluated: {@link #evaluated}.
     *
     * @param device where the weights go; borrowed, it must outlive the model
     * @throws SafetensorsException if the file is missing, damaged, no checkpoint, or its weights do not fit its own
     *     configuration
     */
    public static TrainedModel load(Path checkpoint, Device device) {
        return load(checkpoint, device, null);
    }

    /**
     * The same in another precision.
     *
     * @param device where the weights go; borrowed, it must outlive the model
     * @param precision of the backbones' computation; null for the one that the model was trained in
     * @throws SafetensorsException if the file is missing, damaged, no checkpoint, or its weights do not fit its own
     *     configuration
     */
    public static TrainedModel load(Path checkpoint, Device device, @Nullable Precision precision) {
        CheckpointKind.require(checkpoint);
        Engine.start();
        try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
            ModelDescription description = ModelDescription.fromMetadata(checkpoint, file.metadata());
            ExperimentConfig config = description.config();
            ExpertEnsemble ensemble = ExpertEnsemble.toBeLoaded(
                    config.model(),
                    config.contrastive(),
                    precision == null ? config.train().precision() : precision,
                    description.classes(),
                    device);
            try {
                load(checkpoint, ensemble, () -> evaluated(file, name -> !ofContrastiveBranch(name, config)));
            } catch (RuntimeException e) {
                ensemble.close();
                throw e;
            }
            return new TrainedModel(description, ensemble);
        }
    }

    /**
     * The checkpoint that a path stands for: the file itself, or of a run directory the last one.
     *
     * @throws SafetensorsException if it is a folder without one
     */
    public static Path checkpoint(Path fileOrRun) {
        if (!Files.isDirectory(fileOrRun)) {
            return fileOrRun;
        }
        Path last = fileOrRun.resolve("checkpoints").resolve("last.safetensors");
        if (!Files.exists(last)) {
            throw new SafetensorsException(fileOrRun + ": is a folder without " + fileOrRun.relativize(last)
                    + ", so it is no run directory; name one, or the file of a checkpoint");
        }
        return last;
    }

    /**
     * Overwrites an ensemble's weights with those of an open checkpoint with which training goes on.
     *
     * @param checkpoint the file's path, for messages
     * @param config of the checkpoint: what only its training needed is passed over
     * @throws SafetensorsException if they do not fit; the ensemble is then unchanged
     */
    public static void loadWeights(
            Path checkpoint, SafetensorsFile file, ExperimentConfig config, ExpertEnsemble ensemble) {
        load(checkpoint, ensemble, () -> file.tensors(name -> isWeight(name) && !ofContrastiveBranch(name, config)));
    }

    private static void load(Path checkpoint, ExpertEnsemble ensemble, Supplier<Map<String, Tensor>> weights) {
        try (PointerScope scope = new PointerScope()) {
            ensemble.load(weights.get());
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException(checkpoint + ": " + e.getMessage(), e);
        }
    }

    /**
     * The weights and buffers of a checkpoint that its run evaluated: averages where it kept them.
     *
     * @param chosen by the names of weights and buffers
     * @return by those names, of the innermost open scope
     */
    public static Map<String, Tensor> evaluated(SafetensorsFile file, Predicate<String> chosen) {
        Set<String> stored = file.tensors().keySet();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        stored.stream().filter(name -> isWeight(name) && chosen.test(name)).forEach(name -> {
            String average = AVERAGE + name;
            weights.put(name, file.tensor(stored.contains(average) ? average : name));
        });
        return weights;
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
