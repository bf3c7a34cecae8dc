package io.github.ncl4j.app;

import io.github.ncl4j.train.TinyExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A long tail of 64 images of three classes on disk, and the configuration that trains two experts on it in a second. */
public final class TinyTraining {

    static final int EPOCHS = 3;

    private TinyTraining() {}

    /** Writes images, annotations ({@code train.json}, {@code valid.json}) and {@code tiny.yaml}; returns the last. */
    public static Path write(Path folder) throws IOException {
        TinyExperiment.writeData(folder);
        return Files.writeString(
                folder.resolve("tiny.yaml"), """
                seed: 5
                data:
                  format: annotations
                  train_annotations: %1$s/train.json
                  validation_annotations: %1$s/valid.json
                augment:
                  train:
                    - {type: random-crop, size: 8, padding: 1}
                    - {type: horizontal-flip, probability: 0.5}
                model:
                  experts: 2
                  backbone: cifar-resnet8
                  dropout: 0.1
                loss:
                  type: ncl
                  hcm_n: 2
                train:
                  epochs: %2$d
                  batch_size: 8
                  optimizer: {type: sgd, learning_rate: 0.01}
                  threads: %3$d
                evaluate:
                  batch_size: 8
                """.formatted(folder, EPOCHS, Integer.getInteger("ncl4j.threads", 1)));
    }
}
