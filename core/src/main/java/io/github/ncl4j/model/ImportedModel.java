package io.github.ncl4j.model;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Weights that were trained elsewhere, under the names that an {@link ExpertEnsemble} has: those of the reference are its own;
 * those of a lone network, whose classifier may be called {@code fc}, {@code linear}, {@code head} or {@code classifier}, become
 * those of the only expert.
 *
 * @param weights borrowed, by name
 * @param leftOut names of tensors that have no counterpart: batch norm's counters, which only an average over all batches needs
 */
public record ImportedModel(Map<String, Tensor> weights, List<String> leftOut) {

    private static final String COUNTER = ".num_batches_tracked";

    /**
     * Finds the names.
     *
     * @param stateDict borrowed
     * @param config of the ensemble
     * @throws IllegalArgumentException if it holds several networks, or several classifiers, for the only expert
     */
    public static ImportedModel of(Map<String, Tensor> stateDict, ExperimentConfig config) {
        boolean isEnsemble = stateDict.keySet().stream().anyMatch(name -> name.matches("backbone\\.\\d+\\..*"));
        boolean isLone = !isEnsemble && config.model().experts() == 1;
        String prefix = isLone ? NetworkNames.only(NetworkNames.prefixes(stateDict.keySet())) : "";
        String classifier = ContrastiveNames.classifier(config.contrastive());
        Map<String, Tensor> weights = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        stateDict.forEach((name, tensor) -> {
            if (name.endsWith(COUNTER)) {
                leftOut.add(name);
            } else if (weights.put(isLone ? ofOnlyExpert(name, prefix, classifier) : name, tensor) != null) {
                throw new IllegalArgumentException("two tensors would take the name that " + name + " gets");
            }
        });
        return new ImportedModel(weights, leftOut);
    }

    private static String ofOnlyExpert(String name, String prefix, String classifier) {
        String own = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        String head = NetworkNames.headTensor(own);
        return head == null ? "backbone.0." + own : classifier + ".0." + head;
    }

    /**
     * Writes a checkpoint that can be evaluated and predict, but not go on training.
     *
     * @param checkpoint a new file; taken away again if the weights do not fit
     * @param description of the ensemble
     * @throws IllegalArgumentException listing tensors that are missing, unexpected, or of another shape than the description's
     *     ensemble has; or naming one that holds NaN or infinity
     * @throws SafetensorsException if the file cannot be written
     */
    public void write(Path checkpoint, ModelDescription description) throws IOException {
        StateMismatch.requireFinite(weights);
        SafetensorsWriter.write(checkpoint, description.toMetadata(), weights);
        try (PointerScope scope = new PointerScope();
                TrainedModel model = TrainedModel.load(checkpoint, new Device(torch.DeviceType.CPU))) {
            // What can be loaded fits.
        } catch (SafetensorsException e) {
            Files.delete(checkpoint);
            throw new IllegalArgumentException(String.valueOf(e.getMessage()).replace(checkpoint + ": ", ""), e);
        }
    }
}
