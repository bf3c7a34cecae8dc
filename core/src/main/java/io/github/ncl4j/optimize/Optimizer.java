package io.github.ncl4j.optimize;

import io.github.ncl4j.config.OptimizerConfig;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * An update rule over named parameters. Borrows the parameters, which must outlive it, and owns its own state.
 *
 * <p>A parameter that has no gradient when {@link #step} is called keeps its value and its state.
 */
public interface Optimizer extends AutoCloseable {

    /**
     * The update rule that the configuration names.
     *
     * @param parameters by state-dict name, each requiring gradients; borrowed
     */
    static Optimizer of(OptimizerConfig config, Map<String, Tensor> parameters) {
        if (config instanceof OptimizerConfig.Adam adam) {
            return new Adam(adam, parameters);
        }
        return new Sgd((OptimizerConfig.Sgd) config, parameters);
    }

    /**
     * Updates every parameter in place from its gradient, which is read and not changed.
     *
     * @param learningRate of this step; the configuration's base rate is not used
     */
    void step(double learningRate);

    /** Drops every gradient and frees its memory, so that the next backward pass writes where it would have added. */
    default void zeroGradients() {
        try (PointerScope scope = new PointerScope()) {
            Tensor none = new Tensor();
            parameters().values().forEach(parameter -> parameter.mutable_grad().put(none));
        }
    }

    /** The parameters that are updated, by name; borrowed. */
    Map<String, Tensor> parameters();

    /**
     * What must be saved to go on later as if nothing had happened: tensors by name, each name beginning with {@code
     * optimizer.}, in a fixed order. They are borrowed: later steps change them.
     */
    Map<String, Tensor> state();

    /**
     * Copies a saved state into this optimizer.
     *
     * @param state by name, exactly the names and shapes of {@link #state}; borrowed
     * @throws IllegalArgumentException if names are missing, unexpected, or have another shape; the message lists them all,
     *     and nothing has been changed
     */
    void load(Map<String, Tensor> state);

    /** Frees the state. */
    @Override
    void close();
}
