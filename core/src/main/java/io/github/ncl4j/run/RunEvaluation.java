package io.github.ncl4j.run;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.Sha256;
import io.github.ncl4j.data.Thumbnail;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.ImageDecisions;
import io.github.ncl4j.file.JsonFile;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.ModelDescription;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code evaluation.json}: what a run's model decided on every validation image after the last epoch, and pictures of some that it
 * got wrong, so that the run can be looked at without its data and without the engine.
 *
 * @param formatVersion {@value #FORMAT}
 * @param epoch after which it was measured, 1-based
 * @param classNames by class number
 * @param classCounts training images of each class
 * @param targets the true class of each image
 * @param ensemble the decisions of the ensemble
 * @param experts those of each expert alone
 * @param imagesDigest SHA-256 over which images these are and the names of their classes, in hexadecimal: runs that have it in
 *     common were measured on the same images; null if an earlier ncl4j wrote the file
 * @param samples images of the worst-recognised classes, each taken for another class
 */
@SuppressWarnings("ArrayRecordComponent") // a column of a table, which nobody compares as a whole
@JsonNaming(SnakeCaseStrategy.class)
public record RunEvaluation(
        int formatVersion,
        int epoch,
        List<String> classNames,
        List<Integer> classCounts,
        int[] targets,
        Decisions ensemble,
        List<Decisions> experts,
        @Nullable String imagesDigest,
        List<Sample> samples) {

    /** The version of the file's layout. */
    public static final int FORMAT = 1;

    /** So many of the worst-recognised classes have samples. */
    public static final int SAMPLED_CLASSES = 12;

    private static final int SAMPLES_PER_CLASS = 6;
    private static final int SAMPLE_SIDE = 72;
    private static final long MAX_BYTES = 1L << 30;

    private static final Logger LOG = LoggerFactory.getLogger(RunEvaluation.class);

    /**
     * An image that the ensemble got wrong.
     *
     * @param image its index among the validation images
     * @param source where it comes from
     * @param picture the bytes of a small PNG or JPEG file
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Sample(int image, String source, byte[] picture) {}

    /**
     * Copies the lists; the arrays are shared.
     *
     * @throws IllegalArgumentException if the parts do not fit each other
     */
    public RunEvaluation {
        classNames = List.copyOf(classNames);
        classCounts = List.copyOf(classCounts);
        experts = List.copyOf(experts);
        samples = List.copyOf(samples);
        int classes = classNames.size();
        if (formatVersion != FORMAT) {
            throw new IllegalArgumentException("format_version is " + formatVersion + ", not " + FORMAT);
        }
        if (classCounts.size() != classes || targets.length == 0) {
            throw new IllegalArgumentException(classes + " class names, " + classCounts.size() + " class counts and "
                    + targets.length + " images do not go together");
        }
        requireClasses("targets", targets, 0, classes);
        for (Decisions each : new ImageDecisions(targets, ensemble, experts).predictors()) {
            requireClasses("predicted", each.predicted(), -1, classes);
        }
        for (Sample sample : samples) {
            requireClasses("samples", new int[] {sample.image()}, 0, targets.length);
        }
    }

    private static void requireClasses(String name, int[] values, int least, int end) {
        for (int value : values) {
            if (value < least || value >= end) {
                throw new IllegalArgumentException(
                        name + " holds " + value + ", which is not in [" + least + ", " + end + ")");
            }
        }
    }

    /** What the decisions are made of. */
    public ImageDecisions decisions() {
        return new ImageDecisions(targets, ensemble, experts);
    }

    /**
     * The record of a measured set.
     *
     * @param images the set itself, for pictures
     */
    public static RunEvaluation of(
            int epoch, ModelDescription description, ImageDecisions decisions, ImageDataset images) {
        return new RunEvaluation(
                FORMAT,
                epoch,
                description.classNames(),
                description.classCounts(),
                decisions.targets(),
                decisions.ensemble(),
                decisions.experts(),
                digest(images),
                samples(decisions, description.classes(), images));
    }

    /** Which images a set holds, in their order, and of which classes by name; where they lie does not count. */
    private static String digest(ImageDataset images) {
        MessageDigest digest = Sha256.start();
        List<String> names = images.classNames();
        for (int n = 0; n < images.size(); n++) {
            String line = images.identity(n) + '\t' + names.get(images.target(n)) + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.hex(digest);
    }

    /** Of each of the worst classes the images that the ensemble is wrong about with the most confidence. */
    private static List<Sample> samples(ImageDecisions decisions, int classes, ImageDataset images) {
        List<Sample> samples = new ArrayList<>();
        Decisions ensemble = decisions.ensemble();
        for (int c : decisions.confusion(ensemble, classes).worstClasses(SAMPLED_CLASSES)) {
            IntStream.range(0, decisions.images())
                    .filter(n -> decisions.targets()[n] == c && !decisions.isRight(ensemble, n))
                    .boxed()
                    .sorted(Comparator.comparingDouble(n -> -ensemble.confidence()[n]))
                    .limit(SAMPLES_PER_CLASS)
                    .forEach(n -> addSample(samples, images, n));
        }
        return samples;
    }

    /** A file that is gone since it was measured costs its picture and not the run. */
    private static void addSample(List<Sample> samples, ImageDataset images, int n) {
        try {
            samples.add(new Sample(n, images.describe(n), Thumbnail.of(images.image(n), SAMPLE_SIDE)));
        } catch (DataException e) {
            LOG.warn("{}; it is no sample", e.getMessage());
        }
    }

    /**
     * Writes the file; a reader sees the old one or the whole new one.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void write(Path file) {
        JsonFile.write(file, this);
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it cannot be read, or is not what {@link #write} writes
     */
    public static RunEvaluation read(Path file) {
        return JsonFile.read(file, RunEvaluation.class, MAX_BYTES, "no evaluation");
    }
}
