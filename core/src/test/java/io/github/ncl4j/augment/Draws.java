package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.data.RandomStream;
import java.util.function.Consumer;

/** Frequencies over 20,000 draws of one seed, compared within five standard deviations. */
final class Draws {

    static final int COUNT = 20_000;

    private Draws() {}

    static void repeat(long seed, Consumer<RandomStream> draw) {
        for (int i = 0; i < COUNT; i++) {
            draw.accept(RandomStream.of(seed, i));
        }
    }

    /** That something of this probability happened as often as it should in {@code trials} trials. */
    static void assertFrequency(String what, int happened, int trials, double probability) {
        double deviation = Math.sqrt(trials * probability * (1 - probability));
        assertThat((double) happened).as(what).isCloseTo(trials * probability, within(5 * deviation));
    }
}
