package io.github.ncl4j.train;

/** The parts of a training step, in their order. */
public enum StepPart {
    /** Bytes cross to the device and are normalised. */
    TRANSFER,
    /** Images to the logits of the teacher, where there is one. */
    TEACHER,
    /** Images to features, for all experts. */
    BACKBONES,
    /** Features to logits, for all experts. */
    CLASSIFIERS,
    /** Logits to the loss. */
    LOSSES,
    /** Projections, key encoders and InfoNCE of the contrastive branch, where there is one. */
    CONTRAST,
    /** Loss, its parts and the number of correct predictions are copied to the host. */
    LOGGING,
    /** Loss to gradients. */
    BACKWARD,
    /** Gradients to updated weights. */
    OPTIMIZER
}
