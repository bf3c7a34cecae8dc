package io.github.ncl4j.app.trained;

import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.predict.Classifier;
import java.util.List;

/** A model that classifies images: a checkpoint through libtorch, or an exported file through ONNX Runtime. */
public interface ImageClassifier extends AutoCloseable {

    /** Whether photos are turned as their EXIF metadata say when they are decoded. */
    boolean turnsPhotos();

    /** Classifies a decoded image. */
    Prediction predict(RgbImage image);

    @Override
    void close();

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
