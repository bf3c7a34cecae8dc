package io.github.ncl4j.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The images that a run trains and is evaluated on.
 *
 * @param format the layout of the files
 * @param path the archive or folder of {@link Format#CIFAR_10}, {@link Format#CIFAR_100} or {@link Format#FASHION_MNIST}; the other
 *     formats do not read it
 * @param trainAnnotations the training annotations of the format {@link Format#ANNOTATIONS}; the other formats do not read it
 * @param validationAnnotations the validation annotations of the format {@link Format#ANNOTATIONS}; the other formats do not read it
 * @param longTail the subset of the training images to keep
 * @param exifOrientation whether photos are turned as their metadata say; only read with {@link Format#ANNOTATIONS}
 * @param onBadImage the treatment of an image that is missing or cannot be decoded; only read with {@link Format#ANNOTATIONS}
 * @param sampler the training images that an epoch visits
 * @param cache where decoded images are kept, so that an epoch need not decode them again
 * @param workers threads that decode and augment; their number does not change the result
 * @param prefetch batches that are prepared ahead of the training loop
 */
public record DataConfig(
        Format format,
        @Nullable Path path,
        @Nullable Path trainAnnotations,
        @Nullable Path validationAnnotations,
        LongTail longTail,
        @Default("apply") ExifOrientation exifOrientation,
        @Default("fail") OnBadImage onBadImage,
        Sampler sampler,
        Cache cache,
        @Default("2") int workers,
        @Default("4") int prefetch) {

    /** Makes the paths absolute, and checks that they fit the format and that the numbers are in their ranges. */
    public DataConfig {
        path = absolute(path);
        trainAnnotations = absolute(trainAnnotations);
        validationAnnotations = absolute(validationAnnotations);
        boolean annotated = format == Format.ANNOTATIONS;
        Checks checks = new Checks("DataConfig");
        checkPath(checks, "path", path, format, !annotated && format != Format.BUILT_IN);
        checkPath(checks, "trainAnnotations", trainAnnotations, format, annotated);
        checkPath(checks, "validationAnnotations", validationAnnotations, format, annotated);
        checks.that(
                        annotated || !(cache instanceof Cache.Packed),
                        "cache.type",
                        "packed",
                        "must be none or memory with the format " + YamlNames.word(format)
                                + ", whose images are in memory as they are",
                        "format")
                .between("workers", workers, 1, 1024)
                .between("prefetch", prefetch, 1, 1024)
                .enforce();
    }

    /**
     * All images of an archive or a folder, with the defaults for the rest.
     *
     * @param path null with the format {@link Format#BUILT_IN}
     */
    public static DataConfig archive(Format format, @Nullable Path path) {
        return Defaults.of(
                DataConfig.class, path == null ? Map.of("format", format) : Map.of("format", format, "path", path));
    }

    /** All images of two annotation files, with the defaults for the rest. */
    public static DataConfig annotations(Path train, Path validation) {
        return Defaults.of(
                DataConfig.class,
                Map.of("format", Format.ANNOTATIONS, "trainAnnotations", train, "validationAnnotations", validation));
    }

    /** These settings with another archive or folder. */
    public DataConfig withPath(@Nullable Path path) {
        return Components.with(this, "path", path);
    }

    /** These settings with other validation annotations. */
    public DataConfig withValidationAnnotations(@Nullable Path validationAnnotations) {
        return Components.with(this, "validationAnnotations", validationAnnotations);
    }

    /** These settings with another subset of the training images. */
    public DataConfig withLongTail(LongTail longTail) {
        return Components.with(this, "longTail", longTail);
    }

    /** These settings with another cache. */
    public DataConfig withCache(Cache cache) {
        return Components.with(this, "cache", cache);
    }

    /** These settings with another number of workers. */
    public DataConfig withWorkers(int workers) {
        return Components.with(this, "workers", workers);
    }

    /** These settings with another number of batches prepared ahead. */
    public DataConfig withPrefetch(int prefetch) {
        return Components.with(this, "prefetch", prefetch);
    }

    /** Whether photos are turned as their EXIF metadata say, in training, evaluation and prediction alike. */
    public boolean turnsPhotos() {
        return exifOrientation == ExifOrientation.APPLY;
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    private static void checkPath(Checks checks, String component, @Nullable Path path, Format format, boolean read) {
        String word = YamlNames.word(format);
        String rule = read
                ? "must be given with the format " + word
                : "must be left out with the format " + word + ", which does not read it";
        checks.that(read == (path != null), component, path, rule, "format");
    }

    /** The layout of the files. The last one stands in where the key is wrong: it needs no other key. */
    public enum Format {
        /** CIFAR-10, the binary or the Python version, packed or unpacked. */
        CIFAR_10,
        /** CIFAR-100, the binary or the Python version, packed or unpacked; fine labels. */
        CIFAR_100,
        /** The four IDX files of Fashion-MNIST, gzipped or not. */
        FASHION_MNIST,
        /** JSON annotations with image files. */
        ANNOTATIONS,
        /** The long-tailed Fashion-MNIST subset inside this library. */
        BUILT_IN
    }

    /** Whether photos are turned as their EXIF metadata say. */
    public enum ExifOrientation {
        /** Photos are turned upright, as by the reference implementation's reader, {@code cv2.imread}. */
        APPLY,
        /** Photos stay as they are stored, as Pillow and torchvision leave them. */
        IGNORE
    }

    /** The treatment of an image that is missing or cannot be decoded. */
    public enum OnBadImage {
        /** The run ends with a message that names the file, when the image is met. */
        FAIL,
        /**
         * Training and validation leave the image out. To find such images, the run decodes all of
         * them once before it begins.
         */
        SKIP
    }

    /**
     * How a balanced training set is made long-tailed.
     *
     * @param profile the shape of the class counts
     * @param imbalanceFactor the largest class count divided by the smallest; {@link Profile#NONE} does not read it
     * @param selection the images of a class that stay
     */
    public record LongTail(
            @Default("none") Profile profile,
            @Default("100") double imbalanceFactor,
            @Default("first") Selection selection) {
        /** Checks the range. */
        public LongTail {
            new Checks("LongTail")
                    .that(
                            imbalanceFactor >= 1 && Double.isFinite(imbalanceFactor),
                            "imbalanceFactor",
                            imbalanceFactor,
                            "must be a finite number of at least 1")
                    .enforce();
        }
    }

    /** The shape of the class counts. */
    public enum Profile {
        /** All images are kept. */
        NONE,
        /** Class c of C keeps {@code floor(n_max * factor^(-c/(C-1)))} images (Cui et al., CVPR 2019). */
        EXPONENTIAL,
        /** The first half of the classes keeps all, the rest {@code floor(n_max / factor)} (Cao et al., NeurIPS 2019). */
        STEP
    }

    /** The images of a class that stay. */
    public enum Selection {
        /** The first ones of each class in file order, as in the field's published subsets. */
        FIRST,
        /** A choice that the seed determines. */
        RANDOM
    }

    /** The training images that an epoch visits. */
    @Default("instance")
    public sealed interface Sampler
            permits Instance, ClassBalanced, SquareRoot, FourthRoot, ProgressivelyBalanced, RepeatFactor {

        /** Calls the visitor's method for this sampler. */
        <T> T accept(SamplerVisitor<T> visitor);
    }

    /** Every image once. */
    public record Instance() implements Sampler {
        @Override
        public <T> T accept(SamplerVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** Every class equally often. */
    public record ClassBalanced() implements Sampler {
        @Override
        public <T> T accept(SamplerVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** Every class in proportion to the square root of its images. */
    public record SquareRoot() implements Sampler {
        @Override
        public <T> T accept(SamplerVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** Every class in proportion to the fourth root of its images; the reference implementation calls it {@code weighted_square}. */
    public record FourthRoot() implements Sampler {
        @Override
        public <T> T accept(SamplerVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** From every image equally often in the first epoch, nearly, to every class equally often in the last. */
    public record ProgressivelyBalanced() implements Sampler {
        @Override
        public <T> T accept(SamplerVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /**
     * Every image, and those of rare classes more than once. The default is the paper's, on a data set of a thousand classes.
     *
     * @param threshold classes with at least this share of the images are not repeated
     */
    public record RepeatFactor(@Default("0.001") double threshold) implements Sampler {
        /** Checks the range. */
        public RepeatFactor {
            new Checks("RepeatFactor").factor("threshold", threshold).enforce();
        }

        @Override
        public <T> T accept(SamplerVisitor<T> visitor) {
            return visitor.visit(this);
        }
    }

    /** The place where decoded images are kept, so that an epoch need not decode them again. */
    @Default("none")
    public sealed interface Cache {

        /** Annotated images are decoded each time. The images of the other formats are in memory in any case. */
        record None() implements Cache {}

        /** Each image stays in memory from its first use on. */
        record Memory() implements Cache {}

        /**
         * All images are decoded once, into files that later runs and other processes share.
         *
         * @param path the folder of these files, made where it is missing
         * @param shortestSide the shortest side in pixels to which larger images are scaled down first; left out, they keep
         *     their size
         */
        record Packed(Path path, @Nullable Integer shortestSide) implements Cache {
            /** Makes the path absolute and checks the range. */
            public Packed {
                path = path.toAbsolutePath().normalize();
                new Checks("Packed")
                        .between("shortestSide", shortestSide == null ? 1 : shortestSide, 1, 8192)
                        .enforce();
            }
        }
    }
}
