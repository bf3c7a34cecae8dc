package io.github.ncl4j.config;

import java.nio.file.Path;

/**
 * Training the classifier alone, on the frozen backbones of a first run (Kang et al., "Decoupling Representation and
 * Classifier for Long-Tailed Recognition", ICLR 2020, section 4.2); in YAML a section with the key {@code type}.
 */
public sealed interface SecondStageConfig {

    /** The checkpoint that the first run left. Read when a run begins, not when it goes on. */
    Path checkpoint();

    /**
     * Classifier re-training (cRT); in YAML {@code type: classifier-retraining}. The paper samples class-balanced images
     * ({@code data.sampler}).
     *
     * @param checkpoint of the first run
     * @param reset whether the classifier begins with fresh random weights, as in the paper, or with those of the checkpoint
     */
    record ClassifierRetraining(Path checkpoint, boolean reset) implements SecondStageConfig {
        /** Makes the path absolute. */
        public ClassifierRetraining {
            checkpoint = checkpoint.toAbsolutePath().normalize();
        }
    }

    /**
     * Learnable weight scaling (LWS); in YAML {@code type: learnable-scale}: a factor for each class is learnt, and the
     * directions of the classifier's weights stay.
     *
     * @param checkpoint of the first run
     */
    record LearnableScale(Path checkpoint) implements SecondStageConfig {
        /** Makes the path absolute. */
        public LearnableScale {
            checkpoint = checkpoint.toAbsolutePath().normalize();
        }
    }
}
