package io.github.ncl4j.app.trained;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.predict.ClassifierOptions;
import io.github.ncl4j.torch.Engine;
import java.nio.file.Path;
import java.util.List;

/** What classifies images: a checkpoint through libtorch, or an exported file through ONNX Runtime. */
public interface ImageClassifier extends AutoCloseable {

    /** Whether photos are turned as their EXIF metadata say when they are decoded. */
    boolean turnsPhotos();

    /** Classifies a decoded image. */
    Prediction predict(RgbImage image);

    @Override
    void close();

    /**
     * Loads a model.
     *
     * @param model a checkpoint, a run directory for its last one, or a file whose name ends in {@code .onnx}
     * @param device as {@link DeviceOption} has it; of an exported file, one that {@link OnnxArgument#checkDevice} allows
     * @param threads that compute on a CPU, at least 1
     */
    static ImageClassifier load(Path model, String device, int threads) {
        if (OnnxArgument.isOne(model)) {
            return new OfExport(Classifier.load(model, ClassifierOptions.DEFAULT.withThreads(threads)));
        }
        Engine.setThreads(threads);
        return new OfCheckpoint(Predictor.load(CheckpointArgument.resolve(model), device));
    }

    /**
     * Of a checkpoint.
     *
     * @param predictor owned
     */
    record OfCheckpoint(Predictor predictor) implements ImageClassifier {

        @Override
        public boolean turnsPhotos() {
            return predictor.description().config().data().turnsPhotos();
        }

        @Override
        public Prediction predict(RgbImage image) {
            return predictor.predict(image);
        }

        @Override
        public void close() {
            predictor.close();
        }
    }

    /**
     * Of an exported file.
     *
     * @param classifier owned
     */
    record OfExport(Classifier classifier) implements ImageClassifier {

        @Override
        public boolean turnsPhotos() {
            return classifier.card().turnsPhotos();
        }

        @Override
        public Prediction predict(RgbImage image) {
            List<Prediction.Candidate> candidates = classifier.predict(image).candidates().stream()
                    .map(each -> new Prediction.Candidate(each.category(), each.name(), each.probability()))
                    .toList();
            return new Prediction(candidates);
        }

        @Override
        public void close() {
            classifier.close();
        }
    }
}
