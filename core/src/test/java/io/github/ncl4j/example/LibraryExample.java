package io.github.ncl4j.example;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.train.Trainer;
import io.github.ncl4j.train.TrainingListener;
import io.github.ncl4j.train.TrainingResult;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;

/** The library in a program of one's own. {@code docs/guide/library.md} quotes this file, and a test holds it to that. */
final class LibraryExample {

    private LibraryExample() {}

    static TrainingResult train(Path configuration, Path runDirectory) {
        ExperimentConfig config = ExperimentFile.load(configuration, List.of("train.epochs=2"));
        try (Trainer trainer = Trainer.create(config, runDirectory, new Resume.Auto(), "auto")) {
            return trainer.fit(new TrainingListener() {
                @Override
                public void onStep(StepReport step) {
                    System.out.printf("epoch %d, step %d: loss %.3f%n", step.epoch(), step.step(), step.meanLoss());
                }
            });
        }
    }

    static Evaluation evaluate(Path checkpoint) {
        try (Predictor predictor = Predictor.load(checkpoint, "auto")) {
            ImageDataset images =
                    Datasets.openValidation(predictor.description().config().data());
            Evaluation evaluation = predictor.evaluate(images);
            System.out.printf("ensemble %.1f %%%n", 100 * evaluation.ensemble().top1());
            return evaluation;
        }
    }

    static String classify(Path checkpoint, Path photo) {
        try (Predictor predictor = Predictor.load(checkpoint, "auto")) {
            return predictor.predict(photo).best().name();
        }
    }

    static Prediction classify(Predictor predictor, BufferedImage image) {
        Prediction prediction = predictor.predict(image);
        for (Prediction.Candidate candidate : prediction.top(3)) {
            System.out.printf("%5.1f %%  %s%n", 100 * candidate.probability(), candidate.name());
        }
        return prediction;
    }
}
