package io.github.ncl4j.optimize;

import io.github.ncl4j.config.OptimizerConfig;
import java.util.Map;
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
final class Sgd extends UpdateRule {

    private final OptimizerConfig.Sgd config;
    private final Map<String, Tensor> velocities;

    Sgd(OptimizerConfig.Sgd config, Map<String, Tensor> parameters) {
        super(parameters);
        this.config = config;
        velocities = config.momentum() == 0 ? Map.of() : state.beside(parameters, "momentum");
    }

    @Override
    public void step(double learningRate) {
        updateEach((name, parameter, gradient) ->
                parameter.add_(direction(name, parameter, gradient), new Scalar(-learningRate)));
    }

    private Tensor direction(String name, Tensor parameter, Tensor gradient) {
        Tensor decayed = decayed(gradient, parameter, config.weightDecay());
        Tensor velocity = velocities.get(name);
        if (velocity == null) {
            return decayed;
        }
        velocity.mul_(new Scalar(config.momentum())).add_(decayed);
        return config.nesterov() ? decayed.add(velocity, new Scalar(config.momentum())) : velocity;
    }
}
