package io.github.ncl4j.config;

/**
 * The contrastive branch: each expert learns to tell the key view of an image from the keys of earlier images, by momentum
 * contrast (MoCo, He et al., CVPR 2020; NCL, Li et al., CVPR 2022, section 3.4). It needs the second view {@code
 * augment.key}. In YAML the section {@code contrastive}; without it there is no such branch.
 *
 * @param queueLength keys of earlier images that each expert remembers, from 1 to 1048576; need not be a multiple of the
 *     batch
 * @param dimension length of a key, from 1 to 8192
 * @param temperature what similarities are divided by, positive
 * @param momentum what the key encoder keeps of itself in each step, in [0, 1]
 * @param ratio weight in the loss, at least 0
 * @param projection what turns features into queries and keys
 * @param keyEncoder how the key encoder starts and follows
 */
public record ContrastiveConfig(
        int queueLength,
        int dimension,
        double temperature,
        double momentum,
        double ratio,
        Projection projection,
        KeyEncoder keyEncoder) {

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
        /** {@code W2 relu(W1 x + b1) + b2} with F hidden units. */
        MLP,
        /** {@code 16 cos(W, x) + b}. */
        COSINE
    }

    /** How the key encoder, which is backbone and projection, starts and follows. */
    public enum KeyEncoder {
        /** As in the paper of MoCo: it starts as a copy, and follows as a whole, after each update. */
        MOCO,
        /**
         * As in the reference implementation of NCL: it starts with weights of its own, its projection never changes, and its
         * backbone follows before each update, one step late and as often as there are experts, so that of itself it keeps
         * {@code momentum} to the power of their number.
         */
        REFERENCE
    }
}
