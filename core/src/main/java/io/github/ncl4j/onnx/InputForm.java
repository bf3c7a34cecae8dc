package io.github.ncl4j.onnx;

/** What an exported model takes, and so how much of the way from pixels to the network is inside it. */
public enum InputForm {
    /** Float32, N x 3 x H x W, {@code (pixel / 255 - mean) / std}: nothing is inside. */
    NORMALIZED,
    /** Float32, N x 3 x H x W in [0, 1]: mean and deviation are inside. */
    FLOAT,
    /** Uint8, N x H x W x 3 as images are decoded: all of the normalisation is inside. */
    UINT8
}
