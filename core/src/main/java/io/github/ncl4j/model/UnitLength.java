package io.github.ncl4j.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;

/** Vectors as directions. */
public final class UnitLength {

    private UnitLength() {}

    /**
     * Rows scaled to unit L2 length. A zero row stays zero, where dividing by its length would give NaN. Gradients flow.
     *
     * @param rows N x D
     */
    public static Tensor rows(Tensor rows) {
        Tensor length = rows.norm(new ScalarOptional(new Scalar(2.0)), new long[] {1}, true);
        return rows.div(length.clamp_min(new Scalar(1e-12)));
    }
}
