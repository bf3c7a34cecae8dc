package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DataConfig.Profile;
import io.github.ncl4j.config.DataConfig.Selection;
import io.github.ncl4j.image.DataException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LongTailTest {

    /** Eight images of each of three classes, in turns: image i has class i mod 3. */
    private static final ImageDataset BALANCED =
            new ListedDataset(3, IntStream.range(0, 24).map(i -> i % 3).toArray());

    @Test
    void exponentialCountsFallFromLargestToLargestTimesMu() {
        // mu = 1/4: 8 * 1, 8 * (1/4)^(1/2) = 4, 8 * 1/4 = 2.
        assertThat(LongTail.counts(config(Profile.EXPONENTIAL, 4), 3, 8)).containsExactly(8, 4, 2);
        assertThat(LongTail.counts(config(Profile.EXPONENTIAL, 10), 2, 19))
                .as("1.9 is cut, not rounded")
                .containsExactly(19, 1);
    }

    @Test
    void stepCountsKeepTheFirstHalf() {
        assertThat(LongTail.counts(config(Profile.STEP, 4), 4, 8)).containsExactly(8, 8, 2, 2);
        assertThat(LongTail.counts(config(Profile.STEP, 4), 5, 8)).containsExactly(8, 8, 2, 2, 2);
    }

    @Test
    void oneClassKeepsEverything() {
        for (Profile profile : Profile.values()) {
            assertThat(LongTail.counts(config(profile, 100), 1, 8)).containsExactly(8);
        }
    }

    @Test
    void firstKeepsTheFirstOfEachClassInFileOrder() {
        ImageDataset subset = LongTail.of(BALANCED, config(Profile.EXPONENTIAL, 4), 1);
        assertThat(subset.classCounts()).containsExactly(8, 4, 2);
        // Class 0 keeps 0 3 6 ... 21, class 1 keeps 1 4 7 10, class 2 keeps 2 5.
        assertThat(kept(subset)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 12, 15, 18, 21);
        assertThat(subset.describe(8)).isEqualTo("image 9");
        assertThat(subset.target(9)).isEqualTo(1);
    }

    @Test
    void randomKeepsAChoiceOfTheSeedInFileOrder() {
        DataConfig.LongTail config = new DataConfig.LongTail(Profile.EXPONENTIAL, 4, Selection.RANDOM);
        int[] choice = kept(LongTail.of(BALANCED, config, 5));
        assertThat(choice).isSorted().isEqualTo(kept(LongTail.of(BALANCED, config, 5)));
        assertThat(LongTail.of(BALANCED, config, 5).classCounts()).containsExactly(8, 4, 2);
        Set<String> choices = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            choices.add(Arrays.toString(kept(LongTail.of(BALANCED, config, seed))));
        }
        assertThat(choices).hasSizeGreaterThan(40);
    }

    @Test
    void noneIsTheDataSetItself() {
        assertThat(LongTail.of(BALANCED, config(Profile.NONE, 1), 1)).isSameAs(BALANCED);
    }

    @Test
    void refusesAClassWithTooFewImages() {
        ImageDataset tailed = new ListedDataset(3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2);
        assertThatThrownBy(() -> LongTail.of(tailed, config(Profile.EXPONENTIAL, 4), 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "this long tail cannot be made: class 1 (class 1) has 3 and would keep 4; each class must keep at"
                                + " least one image and no more than it has: change data.long_tail.imbalance_factor, or set"
                                + " data.long_tail.profile to none if the data are long-tailed already");
    }

    @Test
    void refusesToEmptyAClass() {
        assertThatThrownBy(() -> LongTail.of(BALANCED, config(Profile.STEP, 9), 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "this long tail cannot be made: class 1 (class 1) has 8 and would keep 0, class 2");
    }

    private static int[] kept(ImageDataset subset) {
        return IntStream.range(0, subset.size())
                .map(i -> subset.image(i).pixels()[0])
                .toArray();
    }

    private static DataConfig.LongTail config(Profile profile, double factor) {
        return new DataConfig.LongTail(profile, factor, Selection.FIRST);
    }
}
