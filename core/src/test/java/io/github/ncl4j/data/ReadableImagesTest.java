package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadableImagesTest {

    private final List<String> leftOut = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void leavesBadImagesOutAndKeepsTheOrderOfTheOthers(int workers) {
        ImageDataset kept = ReadableImages.of(images(Set.of(0, 3), 0, 1, 0, 1, 0), workers, leftOut);
        assertThat(kept.size()).isEqualTo(3);
        assertThat(IntStream.range(0, 3).mapToObj(kept::describe)).containsExactly("image 1", "image 2", "image 4");
        assertThat(kept.classCounts()).containsExactly(2, 1);
        assertThat(leftOut).containsExactly("image 0: is bad", "image 3: is bad");
    }

    @Test
    void keepsADataSetThatIsWhole() {
        ImageDataset whole = images(Set.of(), 0, 1);
        assertThat(ReadableImages.of(whole, 2, leftOut)).isSameAs(whole);
        assertThat(leftOut).isEmpty();
    }

    @Test
    void refusesADataSetWithoutAnyReadableImage() {
        assertThatThrownBy(() -> ReadableImages.of(images(Set.of(0, 1), 0, 1), 2, leftOut))
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
        assertThatThrownBy(() -> ReadableImages.of(broken, 1, leftOut)).hasRootCauseMessage("a programming error");
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
