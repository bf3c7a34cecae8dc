package io.github.ncl4j.loss;

import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.Memory;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Balanced softmax (Ren et al., NeurIPS 2020, equation 3): adds the logarithm of the class counts to the logits, so that
 * the softmax of a class with few images must win by a wider margin. Owns the logarithms.
 *
 * <p>The counts themselves are used, not the priors: hard category mining sets other categories to zero, and so makes the
 * absolute scale matter (reference, {@code lib/loss/loss.py} line 96).
 */
final class BalancedSoftmax implements AutoCloseable {

    private final Tensor logCounts;

    /**
     * Takes the logarithms, in float32 as the reference does.
     *
     * @param classCounts training images of each class, all positive
     * @throws IllegalArgumentException if a class has no image: its logarithm would be minus infinity, and the loss NaN
     */
    BalancedSoftmax(int[] classCounts, Device device) {
        double[] counts = PerClass.positive(classCounts, "the logarithm of its count");
        float[] rounded = new float[counts.length];
        for (int c = 0; c < rounded.length; c++) {
            rounded[c] = (float) counts[c];
        }
        try (PointerScope scope = new PointerScope()) {
            logCounts = Memory.keep(HostArrays.tensor(rounded).log().to(device, torch.ScalarType.Float));
        }
    }

    /** {@code z + log n}; any shape that ends in C. Gradients flow. */
    Tensor balance(Tensor logits) {
        return logits.add(logCounts);
    }

    @Override
    public void close() {
        Memory.release(logCounts);
    }
}
