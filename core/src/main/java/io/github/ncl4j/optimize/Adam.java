package io.github.ncl4j.optimize;

import io.github.ncl4j.config.OptimizerConfig;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
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
final class Adam extends UpdateRule {

    private final OptimizerConfig.Adam config;
    private final Map<String, Tensor> firstMoments;
    private final Map<String, Tensor> secondMoments;
    private final Tensor steps;

    Adam(OptimizerConfig.Adam config, Map<String, Tensor> parameters) {
        super(parameters);
        this.config = config;
        firstMoments = state.beside(parameters, "first_moment");
        secondMoments = state.beside(parameters, "second_moment");
        steps = state.counter("step");
    }

    @Override
    public void step(double learningRate) {
        double step = nextStep();
        double stepSize = learningRate / (1 - StrictMath.pow(config.beta1(), step));
        double rootCorrection = StrictMath.sqrt(1 - StrictMath.pow(config.beta2(), step));
        updateEach((name, parameter, gradient) -> update(name, parameter, gradient, stepSize, rootCorrection));
    }

    private double nextStep() {
        try (PointerScope scope = new PointerScope()) {
            return steps.add_(new Scalar(1L)).item_double();
        }
    }

    private void update(String name, Tensor parameter, Tensor gradient, double stepSize, double rootCorrection) {
        Tensor decayed = decayed(gradient, parameter, config.weightDecay());
        Tensor first = Objects.requireNonNull(firstMoments.get(name));
        Tensor second = Objects.requireNonNull(secondMoments.get(name));
        first.mul_(new Scalar(config.beta1())).add_(decayed, new Scalar(1 - config.beta1()));
        second.mul_(new Scalar(config.beta2())).addcmul_(decayed, decayed, new Scalar(1 - config.beta2()));
        Tensor deviation = second.sqrt().div_(new Scalar(rootCorrection)).add_(new Scalar(config.epsilon()));
        parameter.addcdiv_(first, deviation, new Scalar(-stepSize));
    }
}
