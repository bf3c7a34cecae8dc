package io.github.ncl4j.data;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.image.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Makes a training set long-tailed, as Cui et al. (CVPR 2019) and Cao et al. (LDAM, NeurIPS 2019) do. */
public final class LongTail {

    /** In a message, so many classes are named one by one. */
    private static final int NAMED_CLASSES = 20;

    private LongTail() {}

    /**
     * The class counts of a profile. In float64, with {@code mu = 1.0 / imbalanceFactor}: exponential {@code (int) (largest *
     * mu^(c / (C - 1)))}; step {@code largest} for the first {@code C / 2} classes (at least one) and {@code (int) (largest *
     * mu)} for the others.
     *
     * @param config profile and imbalance factor, at least 1
     * @param classes C, at least 1
     * @param largest images of the first class
     */
    public static int[] counts(DataConfig.LongTail config, int classes, int largest) {
        double mu = 1.0 / config.imbalanceFactor();
        int[] counts = new int[classes];
        for (int c = 0; c < classes; c++) {
            counts[c] = switch (config.profile()) {
                case NONE -> largest;
                // StrictMath, as the counts must not depend on the machine.
                case EXPONENTIAL -> (int) (largest * StrictMath.pow(mu, c / Math.max(classes - 1.0, 1)));
                case STEP -> c < Math.max(classes / 2, 1) ? largest : (int) (largest * mu);
            };
        }
        return counts;
    }

    /**
     * The long-tailed subset of a data set, in its order; the data set itself for {@link DataConfig.Profile#NONE}. See {@link
     * #indices}.
     */
    public static ImageDataset of(ImageDataset dataset, DataConfig.LongTail config, long seed) {
        return config.profile() == DataConfig.Profile.NONE
                ? dataset
                : new DatasetSubset(dataset, indices(dataset, config, seed));
    }

    /**
     * Which images a long tail keeps, ascending.
     *
     * @param dataset the largest of its classes sets the scale
     * @param config profile, imbalance factor, and which images of a class stay
     * @param seed decides which, if the selection is random
     * @throws DataException if a class has fewer images than it should keep, or would keep none
     */
    public static int[] indices(ImageDataset dataset, DataConfig.LongTail config, long seed) {
        if (config.profile() == DataConfig.Profile.NONE) {
            return IntStream.range(0, dataset.size()).toArray();
        }
        int[] available = dataset.classCounts();
        int[] kept =
                counts(config, available.length, IntStream.of(available).max().orElse(0));
        requireEnough(dataset, available, kept);
        boolean[] keep = new boolean[dataset.size()];
        int[][] members = dataset.members(available);
        for (int c = 0; c < kept.length; c++) {
            int[] order = switch (config.selection()) {
                case FIRST -> IntStream.range(0, available[c]).toArray();
                case RANDOM -> RandomPurpose.LONG_TAIL.stream(seed, c).permutation(available[c]);
            };
            for (int i = 0; i < kept[c]; i++) {
                keep[members[c][order[i]]] = true;
            }
        }
        return IntStream.range(0, keep.length).filter(i -> keep[i]).toArray();
    }

    private static void requireEnough(ImageDataset dataset, int[] available, int[] kept) {
        List<String> problems = new ArrayList<>();
        for (int c = 0; c < kept.length; c++) {
            if (available[c] < kept[c] || kept[c] == 0) {
                problems.add("class " + c + " (" + dataset.classNames().get(c) + ") has " + available[c]
                        + " and would keep " + kept[c]);
            }
        }
        if (!problems.isEmpty()) {
            throw new DataException("this long tail cannot be made: "
                    + String.join(", ", problems.subList(0, Math.min(problems.size(), NAMED_CLASSES)))
                    + (problems.size() > NAMED_CLASSES ? ", and " + (problems.size() - NAMED_CLASSES) + " more" : "")
                    + "; each class must keep at least one image and no more than it has: change"
                    + " data.long_tail.imbalance_factor, or set data.long_tail.profile to none if the data are long-tailed"
                    + " already");
        }
    }
}
