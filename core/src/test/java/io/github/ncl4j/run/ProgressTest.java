package io.github.ncl4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a run stands when its steps become larger or smaller. */
class ProgressTest {

    private static Progress at(int step) {
        return new Progress(3, step, EpochSums.zero(), null, null, new EpochMetrics.Best(0.5, 2));
    }

    @ParameterizedTest
    @CsvSource({"7, 1, 1, 7", "3, 2, 1, 6", "6, 1, 2, 3", "7, 1, 2, 3", "1, 1, 4, 0", "4, 3, 2, 6", "0, 1, 4, 0"})
    void itsStepsAreCountedAnew(int step, int before, int worldSize, int expected) {
        assertThat(at(step).inStepsOf(worldSize, before)).isEqualTo(at(expected));
    }

    @Test
    void noImageIsPassedOverAndLessThanAStepSeenTwice() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            int step = random.nextInt(10_000_000);
            int before = 1 + random.nextInt(1000);
            int worldSize = 1 + random.nextInt(1000);
            long seen = (long) step * before;
            long counted = (long) at(step).inStepsOf(worldSize, before).step() * worldSize;
            assertThat(counted).isBetween(seen - worldSize + 1, seen);
        }
    }
}
