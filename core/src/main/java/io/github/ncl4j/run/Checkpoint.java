package io.github.ncl4j.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.optimize.Optimizer;
import io.github.ncl4j.torch.FiniteState;
import io.github.ncl4j.torch.Generators;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * All that a run needs to go on as if nothing had happened, in one safetensors file: weights and buffers under their
 * state-dict names, those of the contrastive branch among them, {@code optimizer.*}, the engine's generator as {@code
 * generator.state}, and in the header's metadata the configuration, the classes, the {@link Progress}, the number of processes
 * that train together, {@code world_size}, and the teacher's checksum.
 *
 * @param description configuration and classes
 * @param model that is trained; borrowed
 * @param evaluated the model as it is evaluated: {@code model} itself, or the average of its weights; borrowed
 * @param parts saved beside the model; borrowed
 * @param optimizer borrowed
 * @param device of the model, whose generator is saved; borrowed
 * @param data which images the run trains and is evaluated on
 * @param worldSize processes that train together
 */
public record Checkpoint(
        ModelDescription description,
        ExpertEnsemble model,
        ExpertEnsemble evaluated,
        List<? extends SavedPart> parts,
        Optimizer optimizer,
        Device device,
        DataIdentity data,
        int worldSize) {

    private static final String GENERATOR_STATE = TrainedModel.GENERATOR + "state";
    private static final String PROGRESS = "progress";
    private static final String WORLD_SIZE = "world_size";
    private static final String EVALUATED_EPOCH = "evaluated_epoch";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Writes the file; a reader sees the old one or the whole new one.
     *
     * @param beforeReplacing run when the new file is complete and the old one still there
     * @throws SafetensorsException if it cannot be written
     */
    public void save(Path path, Progress progress, Runnable beforeReplacing) {
        Map<String, String> metadata = description.toMetadata();
        try {
            metadata.put(PROGRESS, JSON.writeValueAsString(progress));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // a record of numbers always has a JSON form
        }
        data.putInto(metadata);
        metadata.put(WORLD_SIZE, Integer.toString(worldSize));
        parts.forEach(part -> metadata.putAll(part.metadata()));
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = state();
            tensors.put(GENERATOR_STATE, Generators.state(device));
            SafetensorsWriter.write(path, metadata, tensors, beforeReplacing);
        }
    }

    /** Every tensor that is saved and equal in all processes between two steps, by name; borrowed. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model.weights().state());
        parts.forEach(part -> tensors.putAll(part.state()));
        tensors.putAll(optimizer.state());
        return tensors;
    }

    /**
     * Writes the model as it was evaluated: the same file, or if weights are averaged, the averages as the model's weights and
     * nothing with which a run could go on.
     *
     * @throws SafetensorsException if it cannot be written
     */
    void saveEvaluated(Path path, Progress progress) {
        if (evaluated == model) {
            save(path, progress, () -> {});
        } else {
            Map<String, String> metadata = description.toMetadata();
            metadata.put(EVALUATED_EPOCH, Integer.toString(progress.epoch() - 1));
            SafetensorsWriter.write(path, metadata, evaluated.weights().state());
        }
    }

    /** The epoch after which a file of {@link #saveEvaluated} was written; 0 if the file does not say. */
    public static int evaluatedEpoch(SafetensorsFile file) {
        try {
            String json = file.metadata().get(PROGRESS);
            return json == null
                    ? Integer.parseInt(file.metadata().getOrDefault(EVALUATED_EPOCH, "0"))
                    : JSON.readValue(json, Progress.class).epoch() - 1;
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new SafetensorsException(file.path() + ": its progress is damaged: " + e.getMessage(), e);
        }
    }

    /** The first weight, buffer or state of the optimizer that holds NaN or infinity; null if none does. */
    @Nullable
    public String firstNotFinite() {
        return FiniteState.firstNotFinite(state());
    }

    /**
     * The number of processes that trained together when a checkpoint was written; 1 if it is older than this record.
     *
     * @throws SafetensorsException if the header holds anything else
     */
    static int worldSize(SafetensorsFile file) {
        String text = file.metadata().getOrDefault(WORLD_SIZE, "1");
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new SafetensorsException(file.path() + ": its " + WORLD_SIZE + " is damaged: " + text);
        }
        return Integer.parseInt(text);
    }

    /**
     * Reads a file back into the model, the parts beside it, the optimizer and the generator.
     *
     * @param file borrowed
     * @return where the run stood, in steps of as many processes as there are now
     * @throws SafetensorsException if the file is damaged, or of another architecture or optimizer
     * @throws TrainingException if it is of a run with another teacher
     */
    public Progress restore(SafetensorsFile file) {
        Path path = file.path();
        try (PointerScope scope = new PointerScope()) {
            String json = file.metadata().get(PROGRESS);
            if (json == null || !file.tensors().containsKey(GENERATOR_STATE)) {
                throw new SafetensorsException(path + ": holds a model, but not the state of a run to resume");
            }
            Progress progress = JSON.readValue(json, Progress.class);
            TrainedModel.loadWeights(path, file, description.config(), model);
            parts.forEach(part -> part.restore(file));
            optimizer.load(file.tensors(name -> name.startsWith(TrainedModel.OPTIMIZER)));
            Generators.restore(device, file.tensor(GENERATOR_STATE));
            return progress.inStepsOf(worldSize, worldSize(file));
        } catch (JsonProcessingException e) {
            throw new SafetensorsException(path + ": its progress is damaged: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new SafetensorsException(path + ": " + e.getMessage(), e);
        }
    }
}
