package io.github.ncl4j.optimize;

import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Scales gradients that are too long (Pascanu et al., ICML 2013, algorithm 1). */
public final class GradientClipping {

    private GradientClipping() {}

    /**
     * Multiplies every gradient by {@code min(1, maxNorm / (norm + 1e-6))}, where {@code norm} is the L2 norm of all
     * gradients together: {@code torch.nn.utils.clip_grad_norm_}. Parameters without a gradient are skipped.
     *
     * @param parameters by name; borrowed, their gradients change in place
     * @param maxNorm positive
     * @return the norm before
     */
    public static double clip(Map<String, Tensor> parameters, double maxNorm) {
        try (PointerScope scope = new PointerScope()) {
            return torch.clip_grad_norm_(new TensorVector(parameters.values().toArray(Tensor[]::new)), maxNorm);
        }
    }
}
