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
 * @param inMemory whether decoded images stay in memory as bytes
 * @param workers threads that decode and augment, from 1 to 1024; their number does not change the result
 * @param prefetch batches prepared ahead of the training loop, from 1 to 1024
 */
public record DataConfig(
        Format format,
        @Nullable Path path,
        @Nullable Path trainAnnotations,
        @Nullable Path validationAnnotations,
        LongTail longTail,
        boolean inMemory,
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
        checks.between("workers", workers, 1, 1024)
                .between("prefetch", prefetch, 1, 1024)
                .enforce();
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
        /** The CIFAR-10 binary version, as archive or unpacked. */
        CIFAR_10,
        /** The CIFAR-100 binary version, as archive or unpacked; fine labels. */
        CIFAR_100,
        /** The four IDX files of Fashion-MNIST, gzipped or not. */
        FASHION_MNIST,
        /** Annotation JSON with image files. */
        ANNOTATIONS,
        /** The long-tailed Fashion-MNIST subset inside this library. */
        BUILT_IN
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
}
