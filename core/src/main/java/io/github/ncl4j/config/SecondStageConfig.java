package io.github.ncl4j.config;

import java.nio.file.Path;

/**
 * Training of the classifier only, on the frozen backbones of a first run (Kang et al., "Decoupling Representation and Classifier for
 * Long-Tailed Recognition", ICLR 2020, section 4.2). Without this section the whole network is trained.
 */
@Default("classifier-retraining")
public sealed interface SecondStageConfig {

    /** The checkpoint that the first run left. Read when a run begins, not when it resumes. */
    Path checkpoint();

    /**
     * Classifier re-training (cRT). The paper samples class-balanced images ({@code data.sampler}).
     *
     * @param checkpoint the checkpoint of the first run, read when this run begins, not when it resumes
     * @param reset whether the classifier begins with new random weights, as in the paper, or with those of the checkpoint
     */
    record ClassifierRetraining(
            Path checkpoint, @Default("true") boolean reset) implements SecondStageConfig {
        /** Makes the path absolute. */
        public ClassifierRetraining {
            checkpoint = checkpoint.toAbsolutePath().normalize();
        }
    }

    /**
     * Learnable weight scaling (LWS): learns one factor for each class, and leaves the directions of the classifier's weights as they
     * are.
     *
     * @param checkpoint the checkpoint of the first run, read when this run begins, not when it resumes
     */
    record LearnableScale(Path checkpoint) implements SecondStageConfig {
        /** Makes the path absolute. */
        public LearnableScale {
            checkpoint = checkpoint.toAbsolutePath().normalize();
        }
    }
}
