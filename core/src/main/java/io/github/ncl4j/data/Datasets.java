package io.github.ncl4j.data;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images of a run.
 *
 * @param train what the model learns from
 * @param validation what it is evaluated on; the same classes
 * @param leftOut images that cannot be read and are in neither, a line for each with the file and what is wrong with it
 */
public record Datasets(ImageDataset train, ImageDataset validation, List<String> leftOut) {

    /** In a message, so many classes are named one by one. */
    private static final int NAMED_CLASSES = 20;

    private static final String TRAIN = "train";
    private static final String VALIDATION = "validation";

    /** Copies the list. */
    public Datasets {
        leftOut = List.copyOf(leftOut);
    }

    /** Data sets that are complete. */
    Datasets(ImageDataset train, ImageDataset validation) {
        this(train, validation, List.of());
    }

    /**
     * Opens the data sets of a configuration, long tail included. CIFAR and Fashion-MNIST are read into memory here;
     * annotated images are decoded when they are asked for, and then kept in memory if the configuration says so. Nothing is
     * packed, and all images have their own size. If the configuration says that bad images are skipped, all are decoded once
     * here.
     *
     * @param config which images
     * @param seed decides the random selection of a long tail
     * @throws DataException if a file is missing or broken, a class has no training image, or a class has fewer images than
     *     the long tail keeps
     */
    public static Datasets open(DataConfig config, long seed) {
        return open(config, seed, new ImageCache(config.cache(), config.workers(), false), null);
    }

    /**
     * Opens the data sets of a configuration to train on: as {@link #open(DataConfig, long)}, and where the configuration says
     * so, annotated images are packed here, if they are not already.
     *
     * @param preparations what follows on decoding; where bad images are skipped, an image that does not come through counts as
     *     one, for example a strip of 1 x 40,000 pixels that would have to be scaled up
     * @throws DataException also if images cannot be packed
     */
    public static Datasets open(DataConfig config, long seed, Preparations preparations) {
        return open(config, seed, new ImageCache(config.cache(), config.workers(), true), preparations);
    }

    private static Datasets open(DataConfig config, long seed, ImageCache cache, @Nullable Preparations preparations) {
        Datasets full = read(config, cache, preparations);
        ImageDataset validation =
                alignment(full.train.classNames(), full.validation.classNames()).complete(full.validation);
        requireEveryClass(full.train);
        return new Datasets(LongTail.of(full.train, config.longTail(), seed), validation, full.leftOut);
    }

    /**
     * How the classes of validation images are matched with those of the training images.
     *
     * @throws DataException if they cannot be
     */
    public static ClassAlignment alignment(List<String> train, List<String> validation) {
        return ClassAlignment.of("the training set", train, "the validation images", validation);
    }

    /**
     * Opens the validation images alone. Annotated training images need not be there. Nothing is packed, and all images have
     * their own size.
     *
     * @throws DataException if a file is missing or broken
     */
    public static ImageDataset openValidation(DataConfig config) {
        return openValidation(config, null);
    }

    /**
     * Opens the validation images. Where the configuration skips bad images, it skips those too that can be decoded but not
     * prepared, as in training.
     *
     * @param preparation runs after decoding; null for none
     * @throws DataException if a file is missing or broken
     */
    public static ImageDataset openValidation(DataConfig config, @Nullable ImageTransform preparation) {
        ImageCache cache = new ImageCache(config.cache(), config.workers(), false);
        return config.format() == DataConfig.Format.ANNOTATIONS
                ? annotated(
                        given(config.validationAnnotations()),
                        config,
                        cache,
                        VALIDATION,
                        preparation,
                        new ArrayList<>())
                : read(config, cache, null).validation;
    }

    /**
     * Opens the training images to ask for the names and counts of their classes, long tail included. No annotated image need be
     * there, and none is looked for.
     *
     * @param seed decides the random selection of a long tail
     * @throws DataException if a file of annotations or of images in another format is missing or broken, or a class has no
     *     training image
     */
    public static ImageDataset trainingLabels(DataConfig config, long seed) {
        ImageDataset train = config.format() == DataConfig.Format.ANNOTATIONS
                ? AnnotatedImages.listed(given(config.trainAnnotations()), new ImageDecoder())
                : read(config, new ImageCache(config.cache(), config.workers(), false), null).train;
        requireEveryClass(train);
        return LongTail.of(train, config.longTail(), seed);
    }

    private static Datasets read(DataConfig config, ImageCache cache, @Nullable Preparations preparations) {
        return switch (config.format()) {
            case CIFAR_10 -> CifarReader.read(given(config.path()), CifarLayout.CIFAR_10);
            case CIFAR_100 -> CifarReader.read(given(config.path()), CifarLayout.CIFAR_100);
            case FASHION_MNIST -> FashionMnistReader.read(given(config.path()));
            case BUILT_IN -> FashionMnistReader.builtIn();
            case ANNOTATIONS -> readAnnotated(config, cache, preparations);
        };
    }

    private static Datasets readAnnotated(DataConfig config, ImageCache cache, @Nullable Preparations preparations) {
        List<String> leftOut = new ArrayList<>();
        ImageDataset train = annotated(
                given(config.trainAnnotations()),
                config,
                cache,
                TRAIN,
                preparations == null ? null : preparations.training(),
                leftOut);
        ImageDataset validation = annotated(
                given(config.validationAnnotations()),
                config,
                cache,
                VALIDATION,
                preparations == null ? null : preparations.validation(),
                leftOut);
        return new Datasets(train, validation, leftOut);
    }

    /**
     * Opens the images of one annotation file, in its order; each is decoded when it is asked for.
     *
     * @throws DataException that lists what is wrong with the file
     */
    public static ImageDataset annotated(Path file) {
        return AnnotatedImages.read(file, new ImageDecoder());
    }

    private static ImageDataset annotated(
            Path file,
            DataConfig config,
            ImageCache cache,
            String name,
            @Nullable ImageTransform preparation,
            List<String> leftOut) {
        ImageDecoder decoder = new ImageDecoder(ImageDecoder.Settings.DEFAULT.withOrientation(config.turnsPhotos()));
        AnnotatedImages images = config.onBadImage() == DataConfig.OnBadImage.SKIP
                ? AnnotatedImages.readable(file, decoder, config.workers(), preparation, leftOut)
                : AnnotatedImages.read(file, decoder);
        return cache.of(images, name);
    }

    /** {@link DataConfig} checks that a format has the paths that it reads. */
    private static Path given(@Nullable Path path) {
        return Objects.requireNonNull(path);
    }

    /** A class without images would make the balanced logits minus infinity and the loss not a number. */
    private static void requireEveryClass(ImageDataset train) {
        int[] counts = train.classCounts();
        int[] empty =
                IntStream.range(0, counts.length).filter(c -> counts[c] == 0).toArray();
        if (empty.length > 0) {
            List<String> names = train.classNames();
            String list = IntStream.of(empty)
                    .limit(NAMED_CLASSES)
                    .mapToObj(c ->
                            names.get(c).equals(Integer.toString(c)) ? names.get(c) : c + " (" + names.get(c) + ")")
                    .collect(Collectors.joining(", "));
            throw new DataException("there is no training image of " + empty.length + " of the " + counts.length
                    + " classes: " + list + (empty.length > NAMED_CLASSES ? ", ..." : "")
                    + "; add images, or leave these classes out and number the others anew");
        }
    }
}
