package io.github.ncl4j.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which images a run trains and is evaluated on.
 *
 * @param format the layout of the files
 * @param path the archive or folder of {@link Format#CIFAR_10}, {@link Format#CIFAR_100} and {@link Format#FASHION_MNIST};
 *     null for the other formats
 * @param trainAnnotations the training annotations of {@link Format#ANNOTATIONS}, else null
 * @param validationAnnotations the validation annotations of {@link Format#ANNOTATIONS}, else null
 * @param longTail the subset of the training images to keep
 * @param exifOrientation whether photos are turned as their metadata say; read by {@link Format#ANNOTATIONS} alone
 * @param onBadImage what happens to an image that cannot be decoded; read by {@link Format#ANNOTATIONS} alone
 * @param sampler which training images an epoch visits
 * @param cache where decoded images are kept; {@link Cache.Packed} is for {@link Format#ANNOTATIONS} alone
 * @param workers threads that decode and augment, from 1 to 1024; their number does not change the result
 * @param prefetch batches prepared ahead of the training loop, from 1 to 1024
 */
public record DataConfig(
        Format format,
        @Nullable Path path,
        @Nullable Path trainAnnotations,
        @Nullable Path validationAnnotations,
        LongTail longTail,
        ExifOrientation exifOrientation,
        OnBadImage onBadImage,
        Sampler sampler,
        Cache cache,
        int workers,
        int prefetch) {

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
                        "must be none or memory with the format " + Spelling.word(format)
                                + ", whose images are in memory as they are",
                        "format")
                .between("workers", workers, 1, 1024)
                .between("prefetch", prefetch, 1, 1024)
                .enforce();
    }

    /** Whether photos are turned as their EXIF metadata say, in training, evaluation and prediction alike. */
    public boolean turnsPhotos() {
        return exifOrientation == ExifOrientation.APPLY;
    }

    private static @Nullable Path absolute(@Nullable Path path) {
        return path == null ? null : path.toAbsolutePath().normalize();
    }

    private static void checkPath(Checks checks, String component, @Nullable Path path, Format format, boolean read) {
        String word = Spelling.word(format);
        String rule = read
                ? "must be given with the format " + word
                : "must be left out with the format " + word + ", which does not read it";
        checks.that(read == (path != null), component, path, rule, "format");
    }

    /** The layout of the files; in YAML lower case with dashes, for example {@code cifar-100}. */
    public enum Format {
        /** CIFAR-10, the binary version or that for Python, as archive or unpacked. */
        CIFAR_10,
        /** CIFAR-100, the binary version or that for Python, as archive or unpacked; fine labels. */
        CIFAR_100,
        /** The four IDX files of Fashion-MNIST, gzipped or not. */
        FASHION_MNIST,
        /** Annotation JSON with image files. */
        ANNOTATIONS,
        /** The long-tailed Fashion-MNIST subset inside this library. */
        BUILT_IN
    }

    /** Whether photos are turned as their EXIF metadata say. */
    public enum ExifOrientation {
        /** They are shown upright, as {@code cv2.imread}, the reference's reader, does. */
        APPLY,
        /** They stay as they are stored, as Pillow and torchvision leave them. */
        IGNORE
    }

    /** What happens to an image that is missing or cannot be decoded. */
    public enum OnBadImage {
        /** The run ends with a message that names the file, when the image is met. */
        FAIL,
        /**
         * The image is left out, as if it were not listed, of training and of validation. To find such images, all are decoded
         * once before the run begins.
         */
        SKIP
    }

    /**
     * How a balanced training set is made long-tailed.
     *
     * @param profile the shape of the class counts
     * @param imbalanceFactor largest over smallest class count, at least 1; not read by {@link Profile#NONE}
     * @param selection which images of a class stay
     */
    public record LongTail(Profile profile, double imbalanceFactor, Selection selection) {
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
        /** {@code n_c = floor(n_max * mu^(c/(C-1)))}, Cui et al., CVPR 2019. */
        EXPONENTIAL,
        /** The first half of the classes keeps {@code n_max}, the rest {@code floor(n_max * mu)}; Cao et al., NeurIPS 2019. */
        STEP
    }

    /** Which images of a class stay. */
    public enum Selection {
        /** The first of each class in file order, as the field's published subsets. */
        FIRST,
        /** A choice that the seed determines. */
        RANDOM
    }

    /** Which training images an epoch visits; see {@code data.Sampler} for the papers. */
    public sealed interface Sampler
            permits Instance, ClassBalanced, SquareRoot, FourthRoot, ProgressivelyBalanced, RepeatFactor {}

    /** Every image once. */
    public record Instance() implements Sampler {}

    /** Every class equally often. */
    public record ClassBalanced() implements Sampler {}

    /** A class in proportion to the square root of its images. */
    public record SquareRoot() implements Sampler {}

    /** A class in proportion to the fourth root of its images: what the reference calls {@code weighted_square}. */
    public record FourthRoot() implements Sampler {}

    /** From the first to the last epoch, from nearly every image equally often to every class equally often. */
    public record ProgressivelyBalanced() implements Sampler {}

    /**
     * Every image, those of rare classes more than once.
     *
     * @param threshold t: classes with at least this share of the images are not repeated; above 0, at most 1
     */
    public record RepeatFactor(double threshold) implements Sampler {
        /** Checks the range. */
        public RepeatFactor {
            new Checks("RepeatFactor").factor("threshold", threshold).enforce();
        }
    }

    /** Where decoded images are kept, so that an epoch need not decode them again. */
    public sealed interface Cache {

        /** Annotated images are decoded each time. The images of the other formats are in memory in any case. */
        record None() implements Cache {}

        /** Each image stays in memory from its first use on. */
        record Memory() implements Cache {}

        /**
         * All images are decoded once, into files that later runs and other processes share.
         *
         * @param path the folder of these files, made where it is missing
         * @param shortestSide to which larger images are scaled down first, in pixels, from 1 to 8192; null keeps them as they
         *     are
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
