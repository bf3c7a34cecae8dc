package io.github.ncl4j.serve.model;

import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.predict.ClassifierOptions;
import io.github.ncl4j.predict.ModelCard;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * A file that {@code model export --format onnx} wrote, which computes with ONNX Runtime on the CPU. What each expert sees it tells
 * if the file has that output, or has one expert only.
 */
public final class OnnxModel implements ServedModel {

    /** The server bounds its batches by their images, so this is for sizes that nobody can mean: 334 images of 224 x 224. */
    private static final int MOST_PIXELS = 1 << 24;

    private final Classifier classifier;
    private final String name;
    private final SquareFit fit;

    private OnnxModel(Classifier classifier, String name, SquareFit fit) {
        this.classifier = classifier;
        this.name = name;
        this.fit = fit;
    }

    /**
     * Reads a file.
     *
     * @param name what it is called, for clients
     * @param side of the images in pixels, where the file does not tell it
     * @param threads that compute a batch; 0 for the processors that this process may use
     * @throws io.github.ncl4j.predict.ModelFileException if the file is missing, no ONNX model, or none that ncl4j exported
     * @throws ImageSizeException if nothing tells the size of the images, or the file and the user both do
     */
    public static OnnxModel load(Path file, String name, OptionalInt side, int threads) {
        // The server decodes by itself, within limits of its own.
        Classifier classifier =
                Classifier.load(file, new ClassifierOptions(threads, ImageDecoder.Settings.DEFAULT, MOST_PIXELS));
        try {
            return new OnnxModel(classifier, name, SquareFit.of(file, knownSide(classifier.card()), side));
        } catch (RuntimeException e) {
            classifier.close();
            throw e;
        }
    }

    private static OptionalInt knownSide(ModelCard card) {
        Integer fixed = card.preparation().side();
        Integer trained = card.side();
        return fixed != null ? OptionalInt.of(fixed) : trained != null ? OptionalInt.of(trained) : OptionalInt.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() {
        return classifier.card().classNames();
    }

    @Override
    public List<Integer> classCounts() {
        return classifier.card().classCounts();
    }

    @Override
    public int experts() {
        return classifier.card().experts();
    }

    @Override
    public boolean tellsExperts() {
        return experts() == 1 || classifier.hasExpertLogits();
    }

    @Override
    public int side() {
        return fit.side();
    }

    @Override
    public boolean turnsPhotos() {
        return classifier.card().turnsPhotos();
    }

    /**
     * As for evaluation, and then, where the file leaves images as large as they are, scaled and cut to the size of the images that
     * the model was trained on.
     */
    @Override
    public RgbImage prepare(RgbImage image) {
        return fit.apply(classifier.prepare(image));
    }

    @Override
    public List<Probabilities> predict(List<RgbImage> prepared) {
        if (classifier.hasExpertLogits()) {
            return Probabilities.ofExperts(classifier.preparedExpertLogits(prepared), experts());
        }
        List<float[]> logits = classifier.preparedLogits(prepared);
        return experts() == 1 ? Probabilities.ofExperts(logits, 1) : Probabilities.ofEnsemble(logits);
    }

    @Override
    public void close() {
        classifier.close();
    }
}
