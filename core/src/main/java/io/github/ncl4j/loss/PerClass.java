package io.github.ncl4j.loss;

import io.github.ncl4j.image.UserException;
import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.Memory;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** One float32 number for every class. Owns them. */
final class PerClass implements AutoCloseable {

    private final Tensor values;

    /**
     * Copies the numbers to where the logits will live.
     *
     * @param values by class; computed in float64 and rounded here
     */
    PerClass(double[] values, Device device) {
        float[] rounded = new float[values.length];
        for (int c = 0; c < rounded.length; c++) {
            rounded[c] = (float) values[c];
        }
        try (PointerScope scope = new PointerScope()) {
            this.values = Memory.keep(HostArrays.tensor(rounded).to(device, torch.ScalarType.Float));
        }
    }

    /**
     * Class counts as numbers to compute with.
     *
     * @param purpose what needs an image of every class, for the message
     * @throws UserException if a class has none
     */
    static double[] positive(int[] classCounts, String purpose) {
        double[] counts = new double[classCounts.length];
        for (int c = 0; c < counts.length; c++) {
            if (classCounts[c] < 1) {
                throw new UserException("class " + c + " has " + classCounts[c]
                        + " training images; every class needs at least one for " + purpose);
            }
            counts[c] = classCounts[c];
        }
        return counts;
    }

    /** All of them: C. */
    Tensor values() {
        return values;
    }

    /** Those of the classes: N float32 for N int64. */
    Tensor of(Tensor targets) {
        return values.index_select(0, targets);
    }

    @Override
    public void close() {
        Memory.release(values);
    }
}
