package io.github.ncl4j.optimize;

import io.github.ncl4j.config.OptimizerConfig;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam (Kingma and Ba, ICLR 2015, algorithm 1) with weight decay added to the gradient, in PyTorch's order of operations:
 *
 * <pre>  g = gradient + weight_decay * w
 *  m = beta1 * m + (1 - beta1) * g             m, v start at 0
 *  v = beta2 * v + (1 - beta2) * g^2
 *  w = w - lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)</pre>
 *
 * <p>State: {@code optimizer.<parameter>.first_moment}, the {@code m}; {@code optimizer.<parameter>.second_moment}, the
 * {@code v}; {@code optimizer.step}, the {@code t}: the number of steps of this optimizer, also for a parameter that was
 * without a gradient in some of them.
 */
final class Adam implements Optimizer {

    private final OptimizerConfig.Adam config;
    private final Map<String, Tensor> parameters;
    private final OptimizerState state = new OptimizerState();
    private final Map<String, Tensor> firstMoments;
    private final Map<String, Tensor> secondMoments;
    private final Tensor steps;

    Adam(OptimizerConfig.Adam config, Map<String, Tensor> parameters) {
        this.config = config;
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        firstMoments = state.beside(parameters, "first_moment");
        secondMoments = state.beside(parameters, "second_moment");
        steps = state.counter("step");
    }

    @Override
    public void step(double learningRate) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            double step = nextStep();
            double stepSize = learningRate / (1 - StrictMath.pow(config.beta1(), step));
            double rootCorrection = StrictMath.sqrt(1 - StrictMath.pow(config.beta2(), step));
            parameters.forEach((name, parameter) -> {
                try (PointerScope scope = new PointerScope()) {
                    Tensor gradient = parameter.grad();
                    if (gradient.defined()) {
                        update(name, parameter, gradient, stepSize, rootCorrection);
                    }
                }
            });
        }
    }

    private double nextStep() {
        try (PointerScope scope = new PointerScope()) {
            return steps.add_(new Scalar(1L)).item_double();
        }
    }

    private void update(String name, Tensor parameter, Tensor gradient, double stepSize, double rootCorrection) {
        Tensor decayed =
                config.weightDecay() == 0 ? gradient : gradient.add(parameter, new Scalar(config.weightDecay()));
        Tensor first = Objects.requireNonNull(firstMoments.get(name));
        Tensor second = Objects.requireNonNull(secondMoments.get(name));
        first.mul_(new Scalar(config.beta1())).add_(decayed, new Scalar(1 - config.beta1()));
        second.mul_(new Scalar(config.beta2())).addcmul_(decayed, decayed, new Scalar(1 - config.beta2()));
        Tensor deviation = second.sqrt().div_(new Scalar(rootCorrection)).add_(new Scalar(config.epsilon()));
        parameter.addcdiv_(first, deviation, new Scalar(-stepSize));
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
