package io.github.ncl4j.optimize;

/** A step whose loss is finite and whose gradient is not. Nothing was updated except the running statistics of batch norm. */
public final class GradientNotFinite extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A gradient of this norm. */
    public GradientNotFinite(double norm) {
        super("the gradient's norm is " + norm + " although the loss is finite");
    }
}
