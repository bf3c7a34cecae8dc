package io.github.ncl4j.predict;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A model that {@code ncl4j model export --format onnx} wrote, at work. Images are read, turned, resized, cropped and normalised
 * as in the training's evaluation, by the same code.
 *
 * <p>Safe for use by several threads at once. Holds memory outside Java's heap until it is closed; closing waits for the calls
 * that are under way.
 */
public final class Classifier implements AutoCloseable {

    private static final String IMAGES = "images";
    private static final String LOGITS = "logits";
    private static final String EXPERT_LOGITS = "expert_logits";
    private static final String FEATURES = "features";

    private final Path file;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final ModelCard card;
    private final Set<String> outputs;
    private final PixelInput input;
    private final ImageDecoder decoder;
    private final ClassifierOptions options;
    private final int largestBatch;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private Classifier(
            Path file, OrtEnvironment environment, OrtSession session, ModelCard card, ClassifierOptions options)
            throws OrtException {
        this.file = file;
        outputs = Set.copyOf(session.getOutputNames());
        largestBatch = largestBatch(file, session);
        this.environment = environment;
        this.session = session;
        this.card = card;
        this.options = options;
        input = new PixelInput(card);
        boolean turned = options.decoder().applyOrientation() && card.turnsPhotos();
        decoder = new ImageDecoder(options.decoder().withOrientation(turned), this::checkSource);
    }

    /**
     * Reads a model.
     *
     * @throws ModelFileException if the file is missing, no ONNX model, or none that ncl4j exported
     */
    public static Classifier load(Path file) {
        return load(file, ClassifierOptions.DEFAULT);
    }

    /**
     * Reads a model.
     *
     * @throws ModelFileException if the file is missing, no ONNX model, or none that ncl4j exported
     */
    public static Classifier load(Path file, ClassifierOptions options) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFileException(file + ": there is no such file");
        }
        requireModel(file);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            settings.setIntraOpNumThreads(options.computing());
            OrtSession session = environment.createSession(file.toString(), settings);
            try {
                ModelCard card = ModelCard.of(file, session.getMetadata().getCustomMetadata());
                checkClasses(file, session, card);
                return new Classifier(file, environment, session, card, options);
            } catch (RuntimeException | OrtException e) {
                session.close();
                throw e;
            }
        } catch (OrtException e) {
            throw new ModelFileException(file + ": cannot be loaded as an ONNX model: " + e.getMessage(), e);
        }
    }

    /** The runtime says of any other file that its protobuf is wrong. */
    private static void requireModel(Path file) {
        try {
            FileKind kind = FileKind.of(file);
            if (kind != FileKind.ONNX && kind != FileKind.UNKNOWN) {
                throw new ModelFileException(file + ": cannot be loaded as an ONNX model: it is " + kind.description());
            }
        } catch (IOException e) {
            throw new ModelFileException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkClasses(Path file, OrtSession session, ModelCard card) throws OrtException {
        NodeInfo logits = session.getOutputInfo().get(LOGITS);
        if (logits == null
                || !(logits.getInfo() instanceof TensorInfo tensor)
                || tensor.getShape().length != 2
                || tensor.getShape()[1] != card.classNames().size()) {
            throw new ModelFileException(file + ": its logits do not fit its "
                    + card.classNames().size() + " class names; export the model again");
        }
    }

    /** Exports have a dynamic batch; other tools may have fixed it since. */
    private static int largestBatch(Path file, OrtSession session) throws OrtException {
        NodeInfo images = session.getInputInfo().get(IMAGES);
        if (images == null || !(images.getInfo() instanceof TensorInfo tensor) || tensor.getShape().length != 4) {
            throw new ModelFileException(
                    file + ": has no input " + IMAGES + " of four dimensions; export the model again");
        }
        long batch = tensor.getShape()[0];
        if (batch > 1) {
            throw new ModelFileException(file + ": takes " + batch
                    + " images at once, no fewer and no more; export the model again, with a dynamic batch");
        }
        return batch == 1 ? 1 : Integer.MAX_VALUE;
    }

    /** What the model says of itself. */
    public ModelCard card() {
        return card;
    }

    /**
     * Reads an image file as the trainer does, within the limits of the options.
     *
     * @throws DataException if it cannot be read, is no image, or exceeds a limit; the message names it
     */
    public RgbImage read(Path image) {
        return decoder.decode(image);
    }

    /**
     * Reads the content of an image file.
     *
     * @param origin where it comes from, for messages
     * @throws DataException if it is no image, or exceeds a limit
     */
    public RgbImage read(byte[] image, String origin) {
        return decoder.decode(image, origin);
    }

    /**
     * Classifies an image file.
     *
     * @throws DataException if it cannot be read, is no image, or exceeds a limit
     */
    public Prediction predict(Path image) {
        return predict(read(image));
    }

    /**
     * Classifies the content of an image file: JPEG, PNG, BMP or WebP.
     *
     * @throws DataException if it is no image, or exceeds a limit
     */
    public Prediction predict(byte[] image) {
        return predict(read(image, "the image"));
    }

    /**
     * Classifies an image in memory.
     *
     * @throws DataException if it exceeds a limit
     * @throws IllegalArgumentException if it is null, as {@code ImageIO.read} returns it for a file that it cannot read
     */
    public Prediction predict(BufferedImage image) {
        return predict(decoder.take(image, "the image"));
    }

    /** Classifies a decoded image. */
    public Prediction predict(RgbImage image) {
        return predictAll(List.of(Objects.requireNonNull(image, "the image is null")))
                .get(0);
    }

    /**
     * Classifies images together, which takes less time than one by one.
     *
     * @return a prediction for each image, in their order
     */
    public List<Prediction> predictAll(List<RgbImage> images) {
        List<Prediction> predictions = new ArrayList<>();
        for (float[] logits : logits(images)) {
            predictions.add(Ranking.of(logits, card));
        }
        return predictions;
    }

    /**
     * The mean of the experts' raw logits.
     *
     * @return for each image C numbers
     */
    public List<float[]> logits(List<RgbImage> images) {
        return compute(LOGITS, images);
    }

    /**
     * The raw logits of each expert.
     *
     * @return for each image K x C numbers, one expert after the other
     * @throws ModelFileException if the model was exported without {@code --expert-logits}
     */
    public List<float[]> expertLogits(List<RgbImage> images) {
        return compute(EXPERT_LOGITS, images);
    }

    /**
     * What the classifiers see: features to search or cluster images by.
     *
     * @return for each image K x F numbers, one expert after the other
     * @throws ModelFileException if the model was exported without {@code --features}
     */
    public List<float[]> embed(List<RgbImage> images) {
        return compute(FEATURES, images);
    }

    /** Whether {@link #expertLogits} has an answer. */
    public boolean hasExpertLogits() {
        return outputs.contains(EXPERT_LOGITS);
    }

    /**
     * Resizes and crops an image as the training's evaluation does. The methods that take images do so themselves; those that
     * take prepared ones do not, so that a service may prepare in other threads than it computes in.
     */
    public RgbImage prepare(RgbImage image) {
        return card.preparation().apply(image);
    }

    /**
     * As {@link #logits}.
     *
     * @param prepared by {@link #prepare}
     */
    public List<float[]> preparedLogits(List<RgbImage> prepared) {
        return computePrepared(LOGITS, prepared);
    }

    /**
     * As {@link #expertLogits}.
     *
     * @param prepared by {@link #prepare}
     */
    public List<float[]> preparedExpertLogits(List<RgbImage> prepared) {
        return computePrepared(EXPERT_LOGITS, prepared);
    }

    private List<float[]> compute(String output, List<RgbImage> images) {
        List<RgbImage> prepared = new ArrayList<>();
        for (RgbImage image : images) {
            Objects.requireNonNull(image, "the image is null");
            checkSource(image.width(), image.height(), "the image");
            prepared.add(prepare(image));
        }
        return computePrepared(output, prepared);
    }

    /** Before an image is decoded, or scaled: a strip scaled by its shortest side can have thousands of times its pixels. */
    private void checkSource(int width, int height, String origin) {
        long pixels = card.preparation().pixels(width, height);
        if (pixels > options.maxNetworkPixels()) {
            throw new DataException(origin + ": has " + width + " x " + height + " pixels, and " + pixels
                    + " as the model prepares it, more than the " + options.maxNetworkPixels()
                    + " that the network takes; scale or cut it before");
        }
    }

    private List<float[]> computePrepared(String output, List<RgbImage> images) {
        if (!outputs.contains(output)) {
            throw new ModelFileException(
                    file + ": has no output " + output + "; export the model again with --" + output.replace('_', '-'));
        }
        List<float[]> rows = new ArrayList<>();
        List<RgbImage> batch = new ArrayList<>();
        for (RgbImage prepared : images) {
            checkSize(prepared);
            if (!batch.isEmpty() && !fits(batch, prepared)) {
                rows.addAll(run(output, batch));
                batch.clear();
            }
            batch.add(prepared);
        }
        if (!batch.isEmpty()) {
            rows.addAll(run(output, batch));
        }
        return rows;
    }

    private void checkSize(RgbImage prepared) {
        if ((long) prepared.width() * prepared.height() > options.maxNetworkPixels()) {
            throw new DataException("an image of " + prepared.width() + " x " + prepared.height()
                    + " pixels is more than the " + options.maxNetworkPixels()
                    + " that the network takes, and the model has no rule to scale it; scale it down before");
        }
    }

    private boolean fits(List<RgbImage> batch, RgbImage next) {
        RgbImage first = batch.get(0);
        return batch.size() < largestBatch
                && first.width() == next.width()
                && first.height() == next.height()
                && (batch.size() + 1L) * next.width() * next.height() <= options.maxNetworkPixels();
    }

    private List<float[]> run(String output, List<RgbImage> batch) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException(file + ": the classifier is closed");
            }
            try (OnnxTensor images = input.tensor(environment, batch);
                    OrtSession.Result result = session.run(Map.of(IMAGES, images), Set.of(output))) {
                return rows(result.get(0), batch.size());
            }
        } catch (OrtException e) {
            throw new ModelFileException(file + ": the model failed: " + e.getMessage(), e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<float[]> rows(OnnxValue value, int count) {
        FloatBuffer numbers = ((OnnxTensor) value).getFloatBuffer();
        int length = numbers.remaining() / count;
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = new float[length];
            numbers.get(row);
            rows.add(row);
        }
        return rows;
    }

    /** Waits for the calls that are under way, and frees the model. */
    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                session.close();
            }
        } catch (OrtException e) {
            throw new ModelFileException(file + ": cannot be closed: " + e.getMessage(), e);
        } finally {
            lock.writeLock().unlock();
        }
    }
}
