package io.github.ncl4j.evaluate;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.ClassAlignment;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.model.Expert;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.torch.HostArrays;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * A trained ensemble at work: classifies images, prepared as the checkpoint's configuration prepares them for evaluation, and
 * measures itself on data sets, in the precision that it was trained in.
 *
 * <p>Safe for use by several threads at once. Holds memory outside Java's heap until it is closed; closing waits for the calls
 * that are under way, and every later call that needs the model throws an {@link IllegalStateException}.
 */
public final class Predictor implements AutoCloseable {

    private final int maxNetworkPixels;
    private final OpenModel model;
    private final ImageTransform preparation;
    private final ImageDecoder decoder;
    private final ModelMeasurement measurement;

    private Predictor(int maxNetworkPixels, OpenModel model) {
        this.maxNetworkPixels = maxNetworkPixels;
        this.model = model;
        ExperimentConfig config = model.description().config();
        preparation = Pipeline.evaluation(config);
        decoder = new ImageDecoder(
                ImageDecoder.Settings.DEFAULT.withOrientation(config.data().turnsPhotos()));
        measurement = new ModelMeasurement(model, preparation);
    }

    /**
     * Reads a checkpoint.
     *
     * @param checkpoint a file, or a run directory for its last one
     * @param deviceName {@code auto}, {@code cpu} or {@code cuda:N}
     * @throws io.github.ncl4j.torch.SafetensorsException if the file is missing, damaged or no checkpoint
     * @throws IllegalArgumentException if the device is not here
     */
    public static Predictor load(Path checkpoint, String deviceName) {
        return load(checkpoint, PredictorOptions.DEFAULT.withDevice(deviceName));
    }

    /**
     * Reads a checkpoint.
     *
     * @param checkpoint a file, or a run directory for its last one
     * @throws io.github.ncl4j.torch.SafetensorsException if the file is missing, damaged or no checkpoint
     * @throws IllegalArgumentException if the device is not here
     */
    public static Predictor load(Path checkpoint, PredictorOptions options) {
        return new Predictor(options.maxNetworkPixels(), OpenModel.load(checkpoint, options));
    }

    /** The configuration and the classes of the checkpoint. */
    public ModelDescription description() {
        return model.description();
    }

    /**
     * Measures the ensemble and each expert on a data set, with the batch size and the shot groups of the checkpoint's
     * configuration. Classes are matched by name; images of classes that the checkpoint does not know are left out, and a line in
     * the log says so ({@link ClassAlignment#common}).
     *
     * @throws DataException if the data set has no class in common with the checkpoint, or an image cannot be decoded
     */
    public Evaluation evaluate(ImageDataset images) {
        return evaluate(images, 0);
    }

    /**
     * The same with adjusted logits.
     *
     * @param tau of the {@link LogitAdjustment} by the checkpoint's class counts; 0 is none
     * @throws DataException if the data set has no class in common with the checkpoint, or an image cannot be decoded
     * @throws IllegalArgumentException if tau is negative or not finite, or a class of the checkpoint has no training image
     */
    public Evaluation evaluate(ImageDataset images, double tau) {
        return measurement.evaluate(images, tau);
    }

    /**
     * The same with all that the ensemble and the experts say of each image, for the other measures of this package.
     *
     * @param averaging the views of each image whose logits are averaged
     * @param keepLogits whether the logits of the ensemble, {@code 4 N C} bytes, stay in Java's memory
     * @throws DataException if the data set has no class in common with the checkpoint, or an image cannot be decoded
     * @throws IllegalArgumentException if tau is negative or not finite, or a class of the checkpoint has no training image
     */
    public Measured measure(ImageDataset images, double tau, TestTimeAveraging averaging, boolean keepLogits) {
        return measurement.measure(images, tau, averaging, keepLogits);
    }

    /**
     * What {@link #measure} gives.
     *
     * @param evaluation the accuracies
     * @param decisions of the ensemble and each expert
     * @param logits of the ensemble; null unless they are kept and an image has finite ones
     */
    public record Measured(
            Evaluation evaluation,
            ImageDecisions decisions,
            @Nullable EnsembleLogits logits) {}

    /**
     * Classifies an image file, turned as its EXIF metadata say unless the model was trained on photos as they are stored.
     *
     * @throws DataException if it cannot be decoded
     * @throws BrokenModelException if a logit is not finite
     */
    public Prediction predict(Path file) {
        return predict(decoder.decode(file));
    }

    /**
     * Classifies an image in memory.
     *
     * @throws BrokenModelException if a logit is not finite
     * @throws DataException if it has more pixels than are decoded of a file
     * @throws IllegalArgumentException if it is null, as {@code ImageIO.read} returns it for a file that it cannot read
     */
    public Prediction predict(BufferedImage image) {
        return predict(decoder.take(image, "the image"));
    }

    /**
     * Classifies a decoded image.
     *
     * @throws BrokenModelException if a logit is not finite
     * @throws DataException if it has more pixels than the network takes ({@link PredictorOptions#maxNetworkPixels})
     */
    public Prediction predict(RgbImage image) {
        return compute(image, batch -> {
            Tensor logits = model.ensemble().forward(batch, false).mean(0);
            requireFinite(HostArrays.floats(logits), "logits");
            return rank(HostArrays.doubles(logits.softmax(1)));
        });
    }

    /**
     * What the classifiers see in a decoded image: features to search or cluster images by.
     *
     * @return K x F numbers, one expert after the other
     * @throws BrokenModelException if one is not finite
     */
    public float[] embed(RgbImage image) {
        return compute(image, batch -> {
            List<Tensor> features = model.ensemble().features(batch, false);
            return requireFinite(
                    HostArrays.floats(torch.cat(new TensorVector(features.toArray(Tensor[]::new)), 1)), "features");
        });
    }

    /**
     * The same of one expert, which alone is computed.
     *
     * @param expert from 0
     * @return F numbers
     * @throws IndexOutOfBoundsException if there is no such expert
     */
    public float[] embed(RgbImage image, int expert) {
        Expert chosen = model.ensemble().experts().get(expert);
        return compute(image, batch -> requireFinite(HostArrays.floats(chosen.features(batch, false)), "features"));
    }

    /** Pixels are finite, so what is not comes from the weights. */
    private static float[] requireFinite(float[] numbers, String what) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                throw new BrokenModelException("the model gives " + what
                        + " that are NaN or infinite: its weights are broken; use an earlier checkpoint of the run");
            }
        }
        return numbers;
    }

    private <T> T compute(RgbImage image, Function<Tensor, T> computation) {
        RgbImage prepared = prepare(image);
        requireSize(prepared);
        return model.compute(prepared.pixels(), 1, prepared.height(), prepared.width(), computation);
    }

    /** A large image, where the model has no rule to scale it, would take gigabytes, or the process its life. */
    private void requireSize(RgbImage prepared) {
        if ((long) prepared.width() * prepared.height() > maxNetworkPixels) {
            throw new DataException("an image of " + prepared.width() + " x " + prepared.height()
                    + " pixels, as the model prepares it, is more than the " + maxNetworkPixels
                    + " that the network takes; scale or cut it before");
        }
    }

    /** An image as {@link #logits} takes it, prepared as the checkpoint's configuration prepares images for evaluation. */
    public RgbImage prepare(RgbImage image) {
        Objects.requireNonNull(image, "the image is null");
        // Preparation for evaluation has no random operation, so any stream does.
        return preparation.apply(image, RandomStream.of(0));
    }

    /**
     * What every expert makes of some images at once.
     *
     * @param prepared N images of one size, at least one, each by {@link #prepare}
     * @return K x N x C raw logits, row-major
     * @throws IllegalArgumentException if there is no image, or their sizes differ
     */
    public float[] logits(List<RgbImage> prepared) {
        byte[] pixels = joined(prepared);
        RgbImage first = prepared.get(0);
        return model.compute(
                pixels,
                prepared.size(),
                first.height(),
                first.width(),
                batch -> HostArrays.floats(model.ensemble().forward(batch, false)));
    }

    private static byte[] joined(List<RgbImage> images) {
        if (images.isEmpty()) {
            throw new IllegalArgumentException("there is no image to classify");
        }
        RgbImage first = images.get(0);
        ByteBuffer pixels = ByteBuffer.allocate(Math.toIntExact(images.size() * first.length()));
        for (RgbImage image : images) {
            if (image.width() != first.width() || image.height() != first.height()) {
                throw new IllegalArgumentException("images of " + first.width() + " x " + first.height() + " and of "
                        + image.width() + " x " + image.height() + " pixels cannot be classified together");
            }
            pixels.put(image.pixels());
        }
        return pixels.array();
    }

    private Prediction rank(double[] probabilities) {
        List<Prediction.Candidate> candidates = new ArrayList<>();
        for (int c = 0; c < probabilities.length; c++) {
            candidates.add(
                    new Prediction.Candidate(c, description().classNames().get(c), probabilities[c]));
        }
        candidates.sort(
                Comparator.comparingDouble(Prediction.Candidate::probability).reversed());
        return new Prediction(candidates);
    }

    /**
     * Waits for the calls that are under way in other threads, and frees the model. Does nothing the second time.
     *
     * @throws IllegalStateException if this thread is itself within such a call
     */
    @Override
    public void close() {
        model.close();
    }
}
