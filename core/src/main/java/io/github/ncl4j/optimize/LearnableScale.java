package io.github.ncl4j.optimize;

import io.github.ncl4j.config.OptimizerConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Learnable weight scaling (LWS; Kang et al., ICLR 2020, section 4.2): of every linear classifier only a factor for each
 * class is trained,
 *
 * <pre>  W_c = s_c * W0_c,   b_c = s_c * b0_c,   s = 1 at the start</pre>
 *
 * <p>The model keeps its ordinary form: its weights are the products at any time, also in a checkpoint, and the gradient of a
 * factor follows from theirs by the chain rule, {@code ds_c = sum_f dW_cf W0_cf + db_c b0_c}. Another update rule moves the
 * factors by it.
 *
 * <p>State, beside that of the other rule: {@code optimizer.<classifier>.scale.value}, the {@code s}; {@code
 * optimizer.<parameter>.base}, the {@code W0} and {@code b0}.
 */
public final class LearnableScale extends UpdateRule {

    private static final String SCALE = ".scale";

    private final Map<String, Tensor> bases;
    private final Map<String, Tensor> scales;
    private final Optimizer rule;

    /**
     * Takes the parameters' values as the bases.
     *
     * @param config the rule that moves the factors
     * @param parameters {@code <classifier>.weight}, C x F, and perhaps {@code <classifier>.bias}, C; borrowed
     */
    public LearnableScale(OptimizerConfig config, Map<String, Tensor> parameters) {
        super(parameters);
        bases = state.beside(parameters, "base");
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> perClass = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> {
                base(name).copy_(parameter);
                perClass.putIfAbsent(scaleOf(name), perClass(parameter));
            });
            scales = state.beside(perClass, "value");
            scales.values().forEach(scale -> scale.fill_(new Scalar(1.0)));
        }
        rule = Optimizer.of(config, scales);
    }

    /** The name of the factors of a parameter's classifier. */
    private static String scaleOf(String parameter) {
        return parameter.substring(0, parameter.lastIndexOf('.')) + SCALE;
    }

    /** Sums over everything but the classes: C. */
    private static Tensor perClass(Tensor values) {
        return values.dim() == 1 ? values : values.sum(1);
    }

    private Tensor base(String parameter) {
        return Objects.requireNonNull(bases.get(parameter));
    }

    private Tensor scale(String parameter) {
        return Objects.requireNonNull(scales.get(scaleOf(parameter)));
    }

    @Override
    public void step(double learningRate) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            gradients()
                    .forEach((name, gradient) -> Objects.requireNonNull(scales.get(name))
                            .mutable_grad()
                            .put(gradient));
            rule.step(learningRate);
            rule.zeroGradients();
            parameters.forEach((name, parameter) -> {
                Tensor scale = scale(name);
                parameter.copy_(base(name).mul(parameter.dim() == 1 ? scale : scale.unsqueeze(1)));
            });
        }
    }

    /** The gradients of the factors, by their names. */
    private Map<String, Tensor> gradients() {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            Tensor gradient = parameter.grad();
            if (gradient.defined()) {
                gradients.merge(scaleOf(name), perClass(gradient.mul(base(name))), Tensor::add);
            }
        });
        return gradients;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> all = super.state();
        all.putAll(rule.state());
        return all;
    }

    @Override
    public void load(Map<String, Tensor> saved) {
        Map<String, Tensor> own = new LinkedHashMap<>(saved);
        own.keySet().retainAll(state.tensors().keySet());
        Map<String, Tensor> rest = new LinkedHashMap<>(saved);
        rest.keySet().removeAll(own.keySet());
        state.check(own);
        rule.load(rest);
        state.load(own);
    }

    @Override
    public void close() {
        rule.close();
        super.close();
    }
}
