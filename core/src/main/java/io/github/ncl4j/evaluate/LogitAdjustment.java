package io.github.ncl4j.evaluate;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.Memory;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Logit adjustment after training (Menon et al., "Long-tail Learning via Logit Adjustment", ICLR 2021, equation 9): {@code z -
 * tau * log pi}, with the classes' shares of the training images {@code pi}, predicts as if all classes were alike. For a model
 * that was trained without any balance. Owns the shift.
 */
public final class LogitAdjustment implements AutoCloseable {

    private final Tensor shift;

    /**
     * Computes the shift.
     *
     * @param classCounts training images of each class, all positive
     * @param tau at least 0; 0 changes nothing
     * @param device where the logits will live
     * @throws UserException if tau is out of range, or a class has no training image
     */
    public LogitAdjustment(int[] classCounts, double tau, Device device) {
        if (!(tau >= 0 && Double.isFinite(tau))) {
            throw new UserException("tau must be a finite number of at least 0, not " + tau);
        }
        double images = Arrays.stream(classCounts).sum();
        float[] values = new float[classCounts.length];
        for (int c = 0; c < values.length; c++) {
            if (classCounts[c] < 1) {
                throw new UserException("class " + c + " has " + classCounts[c]
                        + " training images; logit adjustment needs the logarithm of every class's share");
            }
            values[c] = (float) (tau * Math.log(classCounts[c] / images));
            if (!Float.isFinite(values[c])) {
                throw new UserException("tau " + tau + " is so large that adjusted logits are infinite");
            }
        }
        try (PointerScope scope = new PointerScope()) {
            shift = Memory.keep(HostArrays.tensor(values).to(device, torch.ScalarType.Float));
        }
    }

    /**
     * The adjusted logits.
     *
     * @param logits any shape that ends in C
     */
    Tensor adjust(Tensor logits) {
        return logits.sub(shift);
    }

    /** Frees the shift. */
    @Override
    public void close() {
        Memory.release(shift);
    }
}
