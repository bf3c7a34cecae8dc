package io.github.ncl4j.train;

import io.github.ncl4j.config.SecondStageConfig;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.FiniteState;
import io.github.ncl4j.torch.Generators;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/** What a second stage begins with: the model that a first run left. */
final class FirstStage {

    private FirstStage() {}

    /**
     * Copies the first run's weights into a model. The engine's generator stays as it is.
     *
     * @param description of the second stage
     * @param model with fresh weights; its classifiers keep them if the configuration resets them
     * @throws TrainingException if the checkpoint's model has other classes or another architecture; the message lists what
     *     differs, and the model is unchanged
     * @throws io.github.ncl4j.torch.SafetensorsException if the checkpoint is missing or damaged
     */
    static void load(SecondStageConfig config, ModelDescription description, ExpertEnsemble model, Device device) {
        Path path = config.checkpoint();
        try (PointerScope scope = new PointerScope()) {
            Tensor generator = Generators.state(device);
            try (TrainedModel first = TrainedModel.load(path, device)) {
                requireFinite(path, first.ensemble().weights().state());
                requireClasses(path, first.description().classNames(), description.classNames());
                Map<String, Tensor> values = values(first.ensemble(), model.classifierName() + ".");
                if (config instanceof SecondStageConfig.ClassifierRetraining retraining && retraining.reset()) {
                    model.weights().state().forEach((name, value) -> {
                        if (name.startsWith(model.classifierName() + ".")) {
                            values.put(name, value);
                        }
                    });
                }
                model.load(values);
            } catch (IllegalArgumentException e) {
                throw new TrainingException(path + ": second_stage.checkpoint: " + e.getMessage(), e);
            } finally {
                Generators.restore(device, generator);
            }
        }
    }

    /** The first model's weights; the heads of one with the contrastive branch get the names that they have without it. */
    private static Map<String, Tensor> values(ExpertEnsemble first, String head) {
        String before = first.classifierName() + ".";
        Map<String, Tensor> values = new LinkedHashMap<>();
        first.weights()
                .state()
                .forEach((name, value) ->
                        values.put(name.startsWith(before) ? head + name.substring(before.length()) : name, value));
        return values;
    }

    private static void requireFinite(Path path, Map<String, Tensor> state) {
        String broken = FiniteState.firstNotFinite(state);
        if (broken != null) {
            throw new TrainingException(path + ": second_stage.checkpoint: its tensor " + broken
                    + " holds NaN or infinity; use another checkpoint of that run");
        }
    }

    private static void requireClasses(Path path, List<String> its, List<String> own) {
        if (its.size() != own.size()) {
            throw new TrainingException(path + ": second_stage.checkpoint is of other classes: it knows " + its.size()
                    + ", but the training images have " + own.size());
        }
        for (int c = 0; c < its.size(); c++) {
            if (!its.get(c).equals(own.get(c))) {
                throw new TrainingException(path + ": second_stage.checkpoint is of other classes: class " + c + " is '"
                        + its.get(c) + "' there, but '" + own.get(c) + "' in the training images");
            }
        }
    }
}
