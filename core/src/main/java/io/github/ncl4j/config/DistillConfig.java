package io.github.ncl4j.config;

import java.nio.file.Path;

/**
 * Distilling an ensemble into one network (Hinton et al., 2015): the loss also compares what a trained ensemble, the teacher,
 * says of the same images. In YAML the section {@code distill}; without it there is no teacher.
 *
 * @param teacher a checkpoint of ncl4j, read at every start of the run
 * @param temperature what the logits of both are divided by before the softmax, above 0; higher ones show more of what the
 *     teacher thinks of the classes that it does not choose
 * @param weight in the loss, above 0; that of the loss itself is 1
 */
public record DistillConfig(Path teacher, double temperature, double weight) {

    /** Makes the path absolute, and checks the ranges. */
    public DistillConfig {
        teacher = teacher.toAbsolutePath().normalize();
        new Checks("DistillConfig")
                .positive("temperature", temperature)
                .positive("weight", weight)
                .enforce();
    }
}
