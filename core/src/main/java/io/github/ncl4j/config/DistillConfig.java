package io.github.ncl4j.config;

import java.nio.file.Path;

/**
 * Distilling an ensemble into one network (Hinton et al., 2015): the loss also compares the network with a trained ensemble, the teacher,
 * on the same images. Without this section there is no teacher.
 *
 * @param teacher a checkpoint of ncl4j, read at every start of the run
 * @param temperature divides the logits of both before the softmax; a higher one shows more of the teacher's opinion of the classes
 *     that it does not choose
 * @param weight the weight of the distillation in the loss; that of the loss itself is 1
 */
public record DistillConfig(
        Path teacher,
        @Default("2") double temperature,
        @Default("1") double weight) {

    /** Makes the path absolute, and checks the ranges. */
    public DistillConfig {
        teacher = teacher.toAbsolutePath().normalize();
        new Checks("DistillConfig")
                .positive("temperature", temperature)
                .positive("weight", weight)
                .enforce();
    }
}
