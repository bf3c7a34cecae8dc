package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableImagesTest {

    private final List<String> leftOut = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void leavesBadImagesOutAndKeepsTheOrderOfTheOthers(int workers) {
        assertThat(ReadableImages.indices(images(Set.of(0, 3), 0, 1, 0, 1, 0), workers, null, leftOut))
                .containsExactly(1, 2, 4);
        assertThat(leftOut).containsExactly("image 0: is bad", "image 3: is bad");
    }

    @Test
    void keepsADataSetThatIsWhole() {
        assertThat(ReadableImages.indices(images(Set.of(), 0, 1), 2, null, leftOut))
                .containsExactly(0, 1);
        assertThat(leftOut).isEmpty();
    }

    @Test
    void refusesADataSetWithoutAnyReadableImage() {
        assertThatThrownBy(() -> ReadableImages.indices(images(Set.of(0, 1), 0, 1), 2, null, leftOut))
                .isInstanceOf(DataException.class)
                .hasMessage("none of the 2 images can be read; the first: image 0: is bad");
    }

    @Test
    void passesOnWhatIsNoFaultOfTheData() {
        ImageDataset broken = new ListedDataset(1, 0) {
            @Override
            public RgbImage image(int index) {
                throw new IllegalArgumentException("a programming error");
            }
        };
        assertThatThrownBy(() -> ReadableImages.indices(broken, 1, null, leftOut))
                .hasRootCauseMessage("a programming error");
    }

    private static ImageDataset images(Set<Integer> bad, int... targets) {
        return new ListedDataset(2, targets) {
            @Override
            public RgbImage image(int index) {
                if (bad.contains(index)) {
                    throw new DataException("image " + index + ": is bad");
                }
                return super.image(index);
            }
        };
    }
}
