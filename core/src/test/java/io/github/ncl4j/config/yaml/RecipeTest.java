package io.github.ncl4j.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.AnyOperation;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.OcclusionOperation;
import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.config.YamlNames;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a configuration that names a recipe says in the end. */
class RecipeTest {

    private static final String LEAST = """
            data: {format: built-in}
            train: {epochs: 3}
            """;

    @Test
    void resolvedConfigurationHasEveryOperationInOrderWithItsNumbers() {
        assertThat(augment("augment: {recipe: cifar-sim, copies: 2}")).isEqualTo("""
                augment:
                  train:
                    - {type: random-crop, size: 32, padding: 4}
                    - {type: horizontal-flip, probability: 0.5}
                    - {type: auto-augment, policy: cifar10}
                    - {type: cutout, size: 16, holes: 1}
                  copies: 2
                  key:
                    - {type: random-resized-crop, size: 32, min_scale: 0.2, max_scale: 1.0, min_ratio: 0.75, \
                max_ratio: 1.3333333333333333, interpolation: bilinear}
                    - {type: horizontal-flip, probability: 0.5}
                    - {type: color-jitter, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1, probability: 0.8}
                    - {type: grayscale, probability: 0.2}
                    - {type: gaussian-blur, min_radius: 0.1, max_radius: 2.0, probability: 0.5}
                  evaluate: []
                  normalization:
                    mean: [0.4914, 0.4822, 0.4465]
                    std: [0.2023, 0.1994, 0.201]
                """);
    }

    @Test
    void imageNetRecipeIsTheReferences() {
        assertThat(augment("augment: {recipe: inaturalist-randcls-sim}")).isEqualTo("""
                augment:
                  train:
                    - {type: random-resized-crop, size: 224, min_scale: 0.08, max_scale: 1.0, min_ratio: 0.75, \
                max_ratio: 1.3333333333333333, interpolation: bilinear}
                    - {type: horizontal-flip, probability: 0.5}
                    - {type: color-jitter, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.0, probability: 1.0}
                    - type: rand-augment
                      operations: 2
                      magnitude: 10.0
                      magnitude_std: 0.5
                      probability: 0.5
                      fill: [124, 116, 104]
                  copies: 1
                  key:
                    - {type: random-resized-crop, size: 224, min_scale: 0.08, max_scale: 1.0, min_ratio: 0.75, \
                max_ratio: 1.3333333333333333, interpolation: bilinear}
                    - {type: color-jitter, brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.0, probability: 1.0}
                    - {type: grayscale, probability: 0.2}
                    - {type: gaussian-blur, min_radius: 0.1, max_radius: 2.0, probability: 0.5}
                    - {type: horizontal-flip, probability: 0.5}
                  evaluate:
                    - {type: resize, shortest_side: 256, interpolation: bilinear}
                    - {type: center-crop, size: 224}
                  normalization:
                    mean: [0.466, 0.471, 0.38]
                    std: [0.195, 0.194, 0.192]
                """);
    }

    /** The reference's functions by what they do, each operation by the first letters of its words. */
    @Test
    void recipesDifferWhereTheReferencesDo() {
        assertThat(Arrays.stream(Recipe.values()).map(RecipeTest::outline))
                .containsExactly(
                        "cifar: RC HF AA C",
                        "cifar-sim: RC HF AA C / RRC HF CJ G GB",
                        "imagenet-randcls: RRC HF CJ RA",
                        "imagenet-randcls-sim: RRC HF CJ RA / RRC CJ G GB HF",
                        "imagenet-randclsstack-sim: RRC HF CJ G GB RA / RRC CJ G GB HF",
                        "imagenet-randclsstack-sim02: RRC HF CJ G GB RA / RRC CJ G GB HF",
                        "imagenet-sim-sim: RRC CJ G GB HF / RRC CJ G GB HF",
                        "imagenet-regular-regular: RRC HF CJ / RRC CJ G GB HF",
                        "imagenet-regular-mocov1: RRC HF CJ / RRC G CJ HF",
                        "imagenet-mocov2-mocov2: RRC CJ G GB HF / RRC CJ G GB HF",
                        "inaturalist-randcls: RRC HF CJ RA",
                        "inaturalist-randcls-sim: RRC HF CJ RA / RRC CJ G GB HF");
    }

    private static String outline(Recipe recipe) {
        return YamlNames.word(recipe) + ": "
                + Stream.of(recipe.augment().train(), recipe.augment().key())
                        .filter(Objects::nonNull)
                        .map(view -> view.stream()
                                .map(step -> step.getClass().getSimpleName().replaceAll("[a-z]", ""))
                                .collect(Collectors.joining(" ")))
                        .collect(Collectors.joining(" / "));
    }

    @TestFactory
    Stream<DynamicTest> everyRecipeReadsAsItIs() {
        return Arrays.stream(Recipe.values())
                .map(recipe -> DynamicTest.dynamicTest(
                        YamlNames.word(recipe),
                        () -> assertThat(parse("augment: {recipe: " + YamlNames.word(recipe) + "}")
                                        .augment())
                                .isEqualTo(recipe.augment())));
    }

    @Test
    void whatTheFileSaysBesideTheRecipeCounts() {
        AugmentConfig augment = parse("""
                        augment:
                          recipe: cifar-sim
                          train: [{type: cutout, size: 8}]
                          key: null
                          normalization: {std: [1, 1, 1]}
                        """).augment();
        assertThat(augment.train()).containsExactly(new OcclusionOperation.Cutout(8, 1));
        assertThat(augment.key()).isNull();
        assertThat(augment.normalization())
                .isEqualTo(new AugmentConfig.Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(1.0, 1.0, 1.0)));
    }

    /** Somebody who names a recipe on the command line wants it, whatever the file has. */
    @Test
    void overriddenRecipeReplacesWhatTheFileSays() {
        String file = """
                augment:
                  train: [{type: center-crop, size: 28}]
                  copies: 3
                  normalization: {mean: [0.5, 0.5, 0.5], std: [1, 1, 1]}
                """;
        AugmentConfig augment = parse(file, "augment.recipe=cifar", "augment.normalization.std=[2, 2, 2]")
                .augment();
        assertThat(augment.train()).isEqualTo(Recipe.CIFAR.augment().train());
        assertThat(augment.copies()).isEqualTo(3);
        assertThat(augment.normalization())
                .isEqualTo(new AugmentConfig.Normalization(List.of(0.4914, 0.4822, 0.4465), List.of(2.0, 2.0, 2.0)));
        assertThat(parse(file, "augment.recipe=cifar", "augment.train=[]")
                        .augment()
                        .train())
                .isEmpty();
    }

    @Test
    void everyOperationReadsAsItIsWritten() {
        List<AugmentConfig.Operation> all = AnyOperation.oneOfEach(
                RandomGeneratorFactory.of("L64X128MixRandom").create(3));
        assertThat(all.stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(Choice.of(AugmentConfig.Operation.class).options().stream()
                        .map(Choice.Option::record)
                        .toList());
        ExperimentConfig least = parse("");
        ExperimentConfig config =
                least.withAugment(least.augment().withTrain(all).withKey(all));
        assertThat(ExperimentFile.parse(ExperimentFile.write(config), "config.yaml", List.of()))
                .isEqualTo(config);
    }

    private static String augment(String yaml) {
        String written = ExperimentFile.write(parse(yaml));
        return written.substring(written.indexOf("augment:"), written.indexOf("model:"));
    }

    private static ExperimentConfig parse(String yaml, String... overrides) {
        return ExperimentFile.parse(LEAST + yaml, "run.yaml", List.of(overrides));
    }
}
