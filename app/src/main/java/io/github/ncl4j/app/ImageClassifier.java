package io.github.ncl4j.app;

import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.predict.Classifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What classifies images: a checkpoint through libtorch, or an exported file through ONNX Runtime. */
interface ImageClassifier extends AutoCloseable {

    /** Classifies a decoded image. */
    Prediction predict(RgbImage image);

    @Override
    void close();

    /**
     * Loads a model.
     *
     * @param model a checkpoint, a run directory for its last one, or a file whose name ends in {@code .onnx}
     * @param device as {@link DeviceOption} has it
     * @throws IllegalArgumentException if an exported file is to be computed elsewhere than on the CPU
     */
    static ImageClassifier load(Path model, String device) {
        if (!model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")) {
            return new OfCheckpoint(Predictor.load(CheckpointArgument.resolve(model), device));
        }
        if (device.startsWith("cuda")) {
            throw new IllegalArgumentException(
                    "--device " + device + ": ONNX files are computed on the CPU here; use the checkpoint for a GPU");
        }
        return new OfExport(Classifier.load(model));
    }

    /**
     * Of a checkpoint.
     *
     * @param predictor owned
     */
    record OfCheckpoint(Predictor predictor) implements ImageClassifier {

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
