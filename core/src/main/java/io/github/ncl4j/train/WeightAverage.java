package io.github.ncl4j.train;

import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.torch.SafetensorsFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * An exponential moving average of a model's parameters (Polyak and Juditsky, 1992, with a decay as in Tarvainen and Valpola,
 * "Mean teachers are better role models", NeurIPS 2017), which is evaluated in the model's place:
 *
 * <pre>  average = decay * average + (1 - decay) * weights      after each step, from the initial weights on</pre>
 *
 * <p>Buffers, the running statistics of batch norm among them, are the model's.
 */
final class WeightAverage implements Companion {

    private final ExpertEnsemble model;
    private final ExpertEnsemble average;
    private final double decay;

    /**
     * Begins with the model's weights as they are.
     *
     * @param model borrowed
     * @param average of the same architecture, borrowed; its weights are overwritten
     * @param decay in [0, 1)
     */
    WeightAverage(ExpertEnsemble model, ExpertEnsemble average, double decay) {
        this.model = model;
        this.average = average;
        this.decay = decay;
        average.load(model.weights().state());
    }

    /** Moves towards the model's weights. */
    @Override
    public void afterUpdate() {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Scalar share = new Scalar(1 - decay);
            Map<String, Tensor> weights = model.weights().parameters();
            average.weights()
                    .parameters()
                    .forEach((name, mean) -> mean.lerp_(Objects.requireNonNull(weights.get(name)), share));
            copyBuffers();
        }
    }

    private void copyBuffers() {
        Map<String, Tensor> buffers = model.weights().buffers();
        average.weights().buffers().forEach((name, buffer) -> buffer.copy_(Objects.requireNonNull(buffers.get(name))));
    }

    /** The averages of the parameters. */
    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        average.weights().parameters().forEach((name, mean) -> state.put(TrainedModel.AVERAGE + name, mean));
        return state;
    }

    /** Averages begin with the model's weights in a run that kept none so far; buffers become those that the model has now. */
    @Override
    public void restore(SafetensorsFile file) {
        Map<String, Tensor> saved = file.tensors(name -> name.startsWith(TrainedModel.AVERAGE));
        if (saved.isEmpty()) {
            average.load(model.weights().state());
            return;
        }
        Map<String, Tensor> values = new LinkedHashMap<>(model.weights().buffers());
        saved.forEach((name, value) -> values.put(name.substring(TrainedModel.AVERAGE.length()), value));
        average.load(values);
    }

    /** Owns nothing. */
    @Override
    public void close() {}
}
