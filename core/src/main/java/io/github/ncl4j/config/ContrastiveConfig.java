package io.github.ncl4j.config;

/**
 * The contrastive branch (MoCo, He et al., CVPR 2020; NCL, Li et al., CVPR 2022, section 3.4): each expert learns to tell the key view
 * of an image from the keys of earlier images. It needs the second view {@code augment.key}. Without this section there is no such
 * branch.
 *
 * @param queueLength keys of earlier images that each expert remembers; need not be a multiple of the batch
 * @param dimension the length of a key
 * @param temperature divides the similarities before the softmax
 * @param momentum the share of itself that the key encoder keeps in each step
 * @param ratio the weight of the contrastive loss
 * @param projection the layers that turn features into queries and keys
 * @param keyEncoder how the key encoder starts, and how it follows the expert
 */
public record ContrastiveConfig(
        @Default("1024") int queueLength,
        @Default("64") int dimension,
        @Default("0.2") double temperature,
        @Default("0.999") double momentum,
        @Default("1") double ratio,
        @Default("mlp") Projection projection,
        @Default("moco") KeyEncoder keyEncoder) {

    private static final int LONGEST_QUEUE = 1 << 20;
    private static final int LONGEST_KEY = 8192;

    /** Checks the ranges. */
    public ContrastiveConfig {
        new Checks("ContrastiveConfig")
                .between("queueLength", queueLength, 1, LONGEST_QUEUE)
                .between("dimension", dimension, 1, LONGEST_KEY)
                .positive("temperature", temperature)
                .probability("momentum", momentum)
                .notNegative("ratio", ratio)
                .enforce();
    }

    /** From F features to D numbers, which are then scaled to unit length. */
    public enum Projection {
        /** {@code W x + b}. */
        LINEAR,
        /** {@code cos(W, x)}. */
        NORMALIZED,
        /** {@code W2 relu(W1 x + b1) + b2} with as many hidden units as there are features, F. */
        MLP,
        /** {@code 16 cos(W, x) + b}. */
        COSINE
    }

    /** How the key encoder, which is backbone and projection, starts and follows. */
    public enum KeyEncoder {
        /** As in the paper of MoCo: it starts as a copy of the expert, and follows as a whole, after each update. */
        MOCO,
        /**
         * As in the reference implementation of NCL: it starts with weights of its own, its projection never changes, and its
         * backbone follows before each update, one step late and once for each expert, so that it keeps {@code momentum} to
         * the power of their number of itself.
         */
        REFERENCE
    }
}
