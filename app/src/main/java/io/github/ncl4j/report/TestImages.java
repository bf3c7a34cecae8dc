package io.github.ncl4j.report;

import io.github.ncl4j.run.RunEvaluation;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The images that a run was measured on.
 *
 * @param digest of which images they are; null if an earlier ncl4j measured them, which did not write it
 * @param labels the name of each image's class
 */
record TestImages(@Nullable String digest, List<String> labels) {

    static TestImages of(RunEvaluation evaluation) {
        return new TestImages(
                evaluation.imagesDigest(),
                IntStream.of(evaluation.targets())
                        .mapToObj(evaluation.classNames()::get)
                        .toList());
    }

    /** Whether all are the same images, as far as that is known. */
    static boolean areTheSame(Collection<TestImages> all) {
        TestImages first = all.iterator().next();
        return all.stream().map(TestImages::labels).allMatch(first.labels()::equals)
                && all.stream()
                                .map(TestImages::digest)
                                .filter(digest -> digest != null)
                                .distinct()
                                .count()
                        <= 1;
    }

    /** Whether this is known of all of them. */
    static boolean areKnown(Collection<TestImages> all) {
        return all.stream().allMatch(each -> each.digest() != null);
    }
}
