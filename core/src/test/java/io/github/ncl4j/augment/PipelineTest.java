package io.github.ncl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.AugmentationPolicy;
import io.github.ncl4j.config.ColorOperation;
import io.github.ncl4j.config.GeometricOperation;
import io.github.ncl4j.config.OcclusionOperation;
import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.data.ImageTransform;
import io.github.ncl4j.data.RandomStream;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.ImageSource;
import io.github.ncl4j.image.Images;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.testkit.Pixels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PipelineTest {

    private static final RgbImage IMAGE = Images.red(4, 2, 1, 2, 3, 4, 5, 6, 7, 8);

    private static final List<Integer> FILL = List.of(1, 2, 3);

    /** Every operation that a configuration can declare, but the crops that do not fit into every image. */
    private static final List<AugmentConfig.Operation> OPERATIONS = List.of(
            new GeometricOperation.VerticalFlip(0.5),
            new GeometricOperation.Rotate(180, Interpolation.BICUBIC, FILL, 0.9),
            new GeometricOperation.Shear(0.5, 0.5, Interpolation.BILINEAR, FILL, 0.9),
            new GeometricOperation.Translate(1, 1, Interpolation.NEAREST, FILL, 0.9),
            new ColorOperation.ColorJitter(0.4, 0.4, 0.4, 0.5, 0.9),
            new ColorOperation.Grayscale(0.1),
            new ColorOperation.GaussianBlur(0, 5, 0.5),
            new ColorOperation.Sharpness(1.5, 0.5),
            new ColorOperation.Autocontrast(0.5),
            new ColorOperation.Equalize(0.5),
            new ColorOperation.Invert(0.5),
            new ColorOperation.Posterize(4, 0.5),
            new ColorOperation.Solarize(100, 0.5),
            new ColorOperation.SolarizeAdd(50, 100, 0.5),
            new OcclusionOperation.Cutout(3, 2),
            new OcclusionOperation.RandomErasing(0.5, 0.1, 0.5, 0.5, 2, FILL),
            new AugmentationPolicy.AutoAugment(AugmentationPolicy.AutoAugment.Policy.CIFAR10),
            new AugmentationPolicy.RandAugment(3, 5, 3, 0.9, FILL),
            new AugmentationPolicy.TrivialAugment(FILL),
            new AugmentConfig.Resize(20, Interpolation.BICUBIC),
            new GeometricOperation.RandomResizedCrop(6, 0.1, 1, 0.5, 2, Interpolation.BICUBIC));

    @Test
    void appliesTheOperationsInTheirOrder() {
        RgbImage result = Pipeline.of(List.of(
                        new AugmentConfig.CenterCrop(2),
                        new AugmentConfig.HorizontalFlip(1),
                        new AugmentConfig.RandomCrop(2, 0),
                        new AugmentConfig.Resize(1, Interpolation.BILINEAR)))
                .apply(IMAGE, RandomStream.of(1));
        // 2 3 / 6 7 is cut out, mirrored to 3 2 / 7 6, and averaged: rows to 2.5 and 6.5, rounded up, then 3 and 7 to
        // 5.
        assertThat(Images.reds(result)).isEqualTo("5");
    }

    @Test
    void changesNothingWithoutOperations() {
        assertThat(Pipeline.of(List.of()).apply(IMAGE, RandomStream.of(1))).isSameAs(IMAGE);
    }

    @Test
    void isAFunctionOfItsStreamAndLeavesItsInputAlone() {
        ImageTransform pipeline =
                Pipeline.of(List.of(new AugmentConfig.RandomCrop(2, 4), new AugmentConfig.HorizontalFlip(0.5)));
        byte[] before = IMAGE.pixels().clone();
        for (int i = 0; i < 100; i++) {
            assertThat(pipeline.apply(IMAGE, RandomStream.of(7, i)).pixels())
                    .isEqualTo(pipeline.apply(IMAGE, RandomStream.of(7, i)).pixels());
        }
        assertThat(IMAGE.pixels()).isEqualTo(before);
    }

    @Test
    void aFlipBehindARandomCropGivesWhatItGivesAlone() {
        var crop = new GeometricOperation.RandomResizedCrop(4, 0.2, 1, 0.75, 4 / 3.0, Interpolation.BILINEAR);
        var flip = new AugmentConfig.HorizontalFlip(0.5);
        ImageTransform joined = Pipeline.of(List.of(crop, flip));
        ImageTransform first = Pipeline.of(List.of(crop));
        ImageTransform second = Pipeline.of(List.of(flip));
        RgbImage image = Images.noise(6, 5);
        for (int i = 0; i < 200; i++) {
            RandomStream random = RandomStream.of(3, i);
            byte[] oneAfterTheOther =
                    second.apply(first.apply(image, random), random).pixels();
            assertThat(joined.apply(image, RandomStream.of(3, i)).pixels()).isEqualTo(oneAfterTheOther);
        }
    }

    @Test
    void givesTheSameForAnImageThatIsNotDecodedYet() throws IOException {
        ImageSource source = new ImageDecoder().open(Pixels.jpeg(90, 70), "noise");
        var crop = new GeometricOperation.RandomResizedCrop(24, 0.1, 1, 0.75, 4 / 3.0, Interpolation.BILINEAR);
        var flip = new AugmentConfig.HorizontalFlip(0.5);
        List<List<AugmentConfig.Operation>> pipelines =
                List.of(List.of(), List.of(crop), List.of(crop, flip), List.of(flip, crop));
        for (List<AugmentConfig.Operation> operations : pipelines) {
            ImageTransform pipeline = Pipeline.of(operations);
            for (int i = 0; i < 50; i++) {
                assertThat(pipeline.apply(source, RandomStream.of(3, i)).pixels())
                        .isEqualTo(pipeline.apply(source.whole(), RandomStream.of(3, i))
                                .pixels());
            }
        }
    }

    @Test
    void viewsAreTheCopiesAndThenTheKey() {
        List<AugmentConfig.Operation> train = List.of(new AugmentConfig.CenterCrop(2));
        List<AugmentConfig.Operation> key = List.of(new AugmentConfig.CenterCrop(1));
        AugmentConfig.Normalization normalization = Recipe.CIFAR.augment().normalization();
        AugmentConfig augment =
                AugmentConfig.of(train, List.of(), normalization).withCopies(3).withKey(key);
        assertThat(Pipeline.views(augment, true))
                .extracting(view -> view.apply(IMAGE, RandomStream.of(1)).width())
                .containsExactly(2, 2, 2, 1);
        assertThat(Pipeline.views(augment, false))
                .extracting(view -> view.apply(IMAGE, RandomStream.of(1)).width())
                .containsExactly(2, 2, 2);
        assertThat(Pipeline.views(AugmentConfig.of(train, List.of(), normalization), true))
                .hasSize(1);
    }

    @Test
    void viewsOfOneImageDiffer() {
        RgbImage image = Images.noise(32, 32);
        List<ImageTransform> views = Pipeline.views(Recipe.CIFAR_SIM.augment(), true);
        for (int i = 0; i < 50; i++) {
            assertThat(views.get(0).apply(image, RandomStream.of(1, i, 0)).pixels())
                    .as("two copies")
                    .isNotEqualTo(
                            views.get(0).apply(image, RandomStream.of(1, i, 1)).pixels());
            assertThat(views.get(0).apply(image, RandomStream.of(1, i)).pixels())
                    .as("query and key")
                    .isNotEqualTo(
                            views.get(1).apply(image, RandomStream.of(1, i)).pixels());
        }
    }

    /** Every recipe gives images of one size from images of all sizes, and nothing but its stream decides which. */
    @TestFactory
    Stream<DynamicTest> recipesAreFunctionsOfTheirStreams() {
        return Arrays.stream(Recipe.values())
                .map(recipe -> DynamicTest.dynamicTest(recipe.name(), () -> {
                    boolean cifar = recipe.name().startsWith("CIFAR");
                    int size = cifar ? 32 : 224;
                    for (ImageTransform view : Pipeline.views(recipe.augment(), true)) {
                        for (int i = 0; i < 10; i++) {
                            RgbImage image = cifar ? Images.noise(32, 32) : Images.noise(90 + 40 * i, 150);
                            byte[] before = image.pixels().clone();
                            RgbImage first = view.apply(image, RandomStream.of(3, i));
                            assertThat(first.width()).isEqualTo(size);
                            assertThat(first.height()).isEqualTo(size);
                            assertThat(view.apply(image, RandomStream.of(3, i)).pixels())
                                    .isEqualTo(first.pixels());
                            assertThat(image.pixels()).isEqualTo(before);
                        }
                    }
                }));
    }

    /** Results come in arrays that were used before, and every operation must write each of their pixels. */
    @Test
    void nothingIsLeftOfImagesThatWereRecycled() {
        List<AugmentConfig.Operation> operations = new ArrayList<>(OPERATIONS);
        operations.add(new AugmentConfig.RandomCrop(9, 5));
        operations.add(new AugmentConfig.HorizontalFlip(0.5));
        for (AugmentConfig.Operation operation : operations) {
            ImageTransform pipeline = Pipeline.of(List.of(operation));
            for (int i = 0; i < 60; i++) {
                RgbImage image = Images.noise(17, 12);
                RgbImage fresh = pipeline.apply(image, RandomStream.of(9, i));
                for (RgbImage size : List.of(image, fresh)) {
                    for (int k = 0; k < 2; k++) {
                        int[] old = new int[size.width() * size.height()];
                        Arrays.fill(old, 0x5a5a5a);
                        RgbImage.ofPacked(size.width(), size.height(), old).recycleUnlessIn();
                    }
                }
                assertThat(pipeline.apply(image, RandomStream.of(9, i)).pixels())
                        .as("%s, %d", operation, i)
                        .isEqualTo(fresh.pixels());
                assertThat(image.pixels()).isEqualTo(Images.noise(17, 12).pixels());
            }
        }
    }

    @Test
    void everyOperationTakesEveryImageDownToOnePixel() {
        ImageTransform pipeline = Pipeline.of(OPERATIONS);
        for (int[] size : new int[][] {{1, 1}, {1, 9}, {9, 1}, {2, 2}, {3, 5}, {31, 17}}) {
            for (int i = 0; i < 100; i++) {
                RgbImage result = pipeline.apply(Images.noise(size[0], size[1]), RandomStream.of(size[0], size[1], i));
                assertThat(result.width()).isEqualTo(6);
            }
        }
    }
}
