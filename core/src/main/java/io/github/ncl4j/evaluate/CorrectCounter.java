package io.github.ncl4j.evaluate;

import io.github.ncl4j.config.EvaluateConfig.ShotProtocol;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Counts, class by class, how often one predictor is right. */
final class CorrectCounter {

    private static final int TOP = 5;

    private final int[] images;
    private final int[] first;
    private long firstFive;

    CorrectCounter(int classes) {
        images = new int[classes];
        first = new int[classes];
    }

    /**
     * Counts one image.
     *
     * @param rank of the target among the logits, 0 for the highest
     */
    void add(int target, int rank) {
        images[target]++;
        if (rank == 0) {
            first[target]++;
        }
        if (rank < TOP) {
            firstFive++;
        }
    }

    /** What is counted, as numbers that may be added to those of other hits. */
    long[] counts() {
        return LongStream.concat(
                        IntStream.concat(IntStream.of(images), IntStream.of(first))
                                .asLongStream(),
                        LongStream.of(firstFive))
                .toArray();
    }

    /** Adds what other hits counted. */
    void add(long[] counts, int begin) {
        for (int c = 0; c < images.length; c++) {
            images[c] += (int) counts[begin + c];
            first[c] += (int) counts[begin + images.length + c];
        }
        firstFive += counts[begin + 2 * images.length];
    }

    /** The accuracy over everything counted, at least one image. */
    Accuracy accuracy(ShotGroups groups) {
        long all = 0;
        long right = 0;
        for (int c = 0; c < images.length; c++) {
            all += images[c];
            right += first[c];
        }
        return new Accuracy(
                (double) right / all,
                (double) firstFive / all,
                accuracy(groups, ShotGroup.MANY),
                accuracy(groups, ShotGroup.MEDIUM),
                accuracy(groups, ShotGroup.FEW));
    }

    private @Nullable Double accuracy(ShotGroups groups, ShotGroup group) {
        boolean pooled = groups.protocol() == ShotProtocol.POOLED;
        double right = 0;
        double all = 0;
        for (int c = 0; c < images.length; c++) {
            if (groups.of(c) == group && images[c] > 0) {
                right += pooled ? first[c] : (double) first[c] / images[c];
                all += pooled ? images[c] : 1;
            }
        }
        return all == 0 ? null : right / all;
    }
}
