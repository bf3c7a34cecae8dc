package io.github.ncl4j.optimize;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** The base of all optimizers: it borrows the parameters, owns the state, and visits the parameters that have a gradient. */
abstract class UpdateRule implements Optimizer {

    /** By name, in the caller's order. */
    final Map<String, Tensor> parameters;

    /** Filled by the rule's constructor. */
    final OptimizerState state = new OptimizerState();

    UpdateRule(Map<String, Tensor> parameters) {
        this.parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /** Changes one parameter in place. */
    interface Update {
        void apply(String name, Tensor parameter, Tensor gradient);
    }

    /** Updates each parameter that has a gradient, without recording gradients. */
    final void updateEach(Update update) {
        // One parameter at a time: libtorch's kernels over lists of tensors have no Java binding. Calling them through
        // the
        // dispatcher would save about 1 ms of a step of 300 ms (docs/benchmarks.md).
        try (NoGradGuard noGrad = new NoGradGuard()) {
            parameters.forEach((name, parameter) -> {
                try (PointerScope scope = new PointerScope()) {
                    Tensor gradient = parameter.grad();
                    if (gradient.defined()) {
                        update.apply(name, parameter, gradient);
                    }
                }
            });
        }
    }

    /** {@code gradient + weightDecay * parameter}; the gradient itself where there is no decay. */
    static Tensor decayed(Tensor gradient, Tensor parameter, double weightDecay) {
        return weightDecay == 0 ? gradient : gradient.add(parameter, new Scalar(weightDecay));
    }

    @Override
    public final Map<String, Tensor> parameters() {
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
