package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {

    /** Ten images of class 0, four of class 1, two of class 2, one of class 3, mixed. */
    private static final ListedDataset IMAGES = new ListedDataset(4, 0, 1, 0, 2, 0, 0, 1, 0, 3, 0, 0, 1, 0, 2, 0, 1, 0);

    private static List<String> names(ImageDataset images) {
        return IntStream.range(0, images.size()).mapToObj(images::describe).toList();
    }

    @Test
    void everyClassGivesItsShareButNeverItsLastImage() {
        HeldOut split = HeldOut.of(IMAGES, 0.2, 1);

        // 0.2 of 10, 4, 2 and 1: 2, 0.8 -> 1, 0.4 -> at least 1, and none of a single one.
        assertThat(split.heldOut().classCounts()).containsExactly(2, 1, 1, 0);
        assertThat(split.train().classCounts()).containsExactly(8, 3, 1, 1);
        assertThat(HeldOut.of(IMAGES, 0.99, 1).train().classCounts()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void everyImageIsInOneOfTheTwoInItsOrder() {
        HeldOut split = HeldOut.of(IMAGES, 0.3, 1);

        assertThat(names(split.train())).doesNotContainAnyElementsOf(names(split.heldOut()));
        assertThat(IntStream.range(0, IMAGES.size()).mapToObj(IMAGES::describe).filter(names(split.train())::contains))
                .containsExactlyElementsOf(names(split.train()));
        assertThat(split.train().size() + split.heldOut().size()).isEqualTo(IMAGES.size());
    }

    @Test
    void theSeedDecides() {
        assertThat(names(HeldOut.of(IMAGES, 0.3, 1).heldOut()))
                .isEqualTo(names(HeldOut.of(IMAGES, 0.3, 1).heldOut()))
                .isNotEqualTo(names(HeldOut.of(IMAGES, 0.3, 2).heldOut()));
    }

    @Test
    void oneImageOfEachClassCannotBeParted() {
        assertThatThrownBy(() -> HeldOut.of(new ListedDataset(2, 0, 1), 0.5, 1))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("evaluate.validation_fraction");
    }
}
