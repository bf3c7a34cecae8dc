package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassAlignmentTest {

    private static final List<String> KNOWN = List.of("ant", "bee", "cow");

    private static ClassAlignment of(List<String> given) {
        return ClassAlignment.of("the checkpoint", KNOWN, "the images", given);
    }

    private static ImageDataset images(List<String> names, int... targets) {
        RgbImage pixel = new RgbImage(1, 1, new byte[3]);
        return new MemoryDataset(
                "memory",
                IntStream.range(0, targets.length)
                        .mapToObj(i -> new LabelledImage(pixel, targets[i], "memory", i))
                        .toList(),
                names);
    }

    private static int[] targets(ImageDataset images) {
        return IntStream.range(0, images.size()).map(images::target).toArray();
    }

    @Test
    void anotherOrderIsMatchedByName() {
        List<String> names = List.of("cow", "ant", "bee");
        ClassAlignment alignment = of(names);

        ImageDataset aligned = alignment.common(images(names, 0, 1, 2, 0));

        assertThat(targets(aligned)).containsExactly(2, 0, 1, 2);
        assertThat(aligned.classNames()).isEqualTo(KNOWN);
        assertThat(aligned.classCounts()).containsExactly(1, 1, 2);
        assertThat(alignment.describe())
                .containsExactly(
                        "the images: 3 of 3 classes have another number than in the checkpoint and were matched by"
                                + " name");
    }

    @Test
    void fewerAndOtherClassesLeaveThoseInCommon() {
        List<String> names = List.of("zebra", "cow", "bee");
        ClassAlignment alignment = of(names);

        ImageDataset common = alignment.common(images(names, 0, 1, 0, 2, 1));

        assertThat(targets(common)).containsExactly(2, 1, 2);
        assertThat(common.describe(1)).isEqualTo("memory, image 3");
        assertThat(alignment.unknown()).containsExactly("zebra");
        assertThat(alignment.absent()).containsExactly("ant");
        assertThat(alignment.describe()).contains("the images have 2 of the 3 classes of the checkpoint; missing: ant");
        assertThatThrownBy(() -> alignment.complete(images(names, 0, 1)))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(
                        "the images have images of 1 classes that the checkpoint has no class for: zebra;");
        assertThat(targets(alignment.complete(images(names, 1, 2))))
                .as("a name without an image harms nothing")
                .containsExactly(2, 1);
        assertThatThrownBy(() -> alignment.common(images(names, 0))).hasMessageContaining("they are of zebra");
    }

    @Test
    void classesWithoutAnImageAreFound() {
        ImageDataset images = new ListedDataset(4, 0, 2, 2);
        ClassAlignment alignment = ClassAlignment.of(
                "the model", List.of("class 2", "class 1", "class 0"), "the images", images.classNames());
        assertThat(alignment.withoutImages(images)).containsExactly("class 1");
    }

    @Test
    void nothingInCommonIsRefused() {
        assertThatThrownBy(() -> of(List.of("car", "van", "bus")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the images and the checkpoint have no class in common: the images are of car, van, bus, and"
                                + " the checkpoint knows ant, bee, cow");
    }

    @Test
    void aNameForTwoClassesIsRefused() {
        assertThatThrownBy(() -> of(List.of("ant", "bee", "bee")))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "the images: the classes 1 and 2 have the same name, bee; give each class a name of its own");
        assertThatThrownBy(() -> ClassAlignment.requireDistinct("names", List.of("caf\u00e9", "cafe\u0301")))
                .hasMessageStartingWith("names: the classes 0 and 1 have the same name");
    }

    @Test
    void withoutNamesNumbersCountAndALineSaysSo() {
        List<String> numbers = ClassNames.numbered(3);
        ClassAlignment alignment = of(numbers);

        assertThat(alignment.isIdentity()).isTrue();
        assertThat(alignment.describe())
                .containsExactly("the images have no class names, and the checkpoint has class names: the classes were"
                        + " matched by their numbers");
        assertThat(alignment.common(images(numbers, 2)).classNames()).isEqualTo(KNOWN);
        assertThat(of(KNOWN).describe()).isEmpty();
        assertThatThrownBy(() -> of(ClassNames.numbered(4)))
                .hasMessageStartingWith("the images are of 4 classes, but the checkpoint has 3, and the images bring no"
                        + " class names");
    }

    /** Folders named by numbers are sorted as text. */
    @Test
    void numbersThatAreNamesAreNames() {
        ClassAlignment alignment = ClassAlignment.of(
                "the checkpoint",
                List.of("0", "1", "10", "2", "3", "4", "5", "6", "7", "8", "9"),
                "the images",
                ClassNames.numbered(11));

        assertThat(alignment.numbers()).containsExactly(0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 2);
    }

    @Test
    void composedAndDecomposedNamesAreOne() {
        ClassAlignment alignment =
                ClassAlignment.of("a", List.of("caf\u00e9", "bar"), "b", List.of("cafe\u0301", "bar"));

        assertThat(alignment.isIdentity()).isTrue();
        assertThat(alignment.describe()).isEmpty();
    }
}
