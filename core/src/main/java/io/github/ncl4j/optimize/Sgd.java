package io.github.ncl4j.optimize;

import io.github.ncl4j.config.OptimizerConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with momentum, plain or Nesterov's (Sutskever et al., ICML 2013), as PyTorch computes it:
 *
 * <pre>  g = gradient + weight_decay * w
 *  v = momentum * v + g                        v starts at 0
 *  w = w - lr * (g + momentum * v)             Nesterov
 *  w = w - lr * v                              plain</pre>
 *
 * <p>The weight decay covers every parameter, biases and batch norm among them. State: {@code
 * optimizer.<parameter>.momentum}, the {@code v}, where there is momentum.
 */
final class Sgd implements Optimizer {

    private final OptimizerConfig.Sgd config;
    private final Map<String, Tensor> parameters;
    private final OptimizerState state = new OptimizerState();
    private final Map<String, Tensor> velocities;

    Sgd(OptimizerConfig.Sgd config, Map<String, Tensor> parameters) {
        this.config = config;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        velocities = config.momentum() == 0 ? Map.of() : state.beside(parameters, "momentum");
    }

    // One parameter at a time: libtorch's kernels over lists of tensors have no Java binding. To call them through the
    // dispatcher would save about 1 ms of a step of 300 ms (docs/benchmarks.md).
    @Override
    public void step(double learningRate) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            parameters.forEach((name, parameter) -> {
                try (PointerScope scope = new PointerScope()) {
                    Tensor gradient = parameter.grad();
                    if (gradient.defined()) {
                        parameter.add_(direction(name, parameter, gradient), new Scalar(-learningRate));
                    }
                }
            });
        }
    }

    private Tensor direction(String name, Tensor parameter, Tensor gradient) {
        Tensor decayed =
                config.weightDecay() == 0 ? gradient : gradient.add(parameter, new Scalar(config.weightDecay()));
        Tensor velocity = velocities.get(name);
        if (velocity == null) {
            return decayed;
        }
        velocity.mul_(new Scalar(config.momentum())).add_(decayed);
        return config.nesterov() ? decayed.add(velocity, new Scalar(config.momentum())) : velocity;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    @Override
    public Map<String, Tensor> state() {
        return state.tensors();
    }

    @Override
    public void load(Map<String, Tensor> saved) {
        state.load(saved);
    }

    @Override
    public void close() {
        state.close();
    }
}
