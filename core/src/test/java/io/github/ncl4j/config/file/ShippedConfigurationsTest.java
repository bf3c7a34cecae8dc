package io.github.ncl4j.config.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ContrastiveConfig.Projection;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.config.ScheduleConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The files in {@code configs/}. */
class ShippedConfigurationsTest {

    private static final Path FOLDER = Path.of(System.getProperty("ncl4j.root", ".."), "configs")
            .toAbsolutePath()
            .normalize();

    @TestFactory
    Stream<DynamicTest> everyFileLoadsAndSurvivesWriting() {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(FOLDER, "*.yaml")) {
            found.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    ExperimentConfig config = ExperimentFile.load(file, List.of());
                    assertThat(config.name() + ".yaml")
                            .isEqualTo(file.getFileName().toString());
                    assertThat(ExperimentFile.parse(ExperimentFile.write(config), "config.yaml", List.of()))
                            .isEqualTo(config);
                }));
    }

    @Test
    void cifarFilesHaveTheReferencesSettings() {
        for (int classes : new int[] {10, 100}) {
            for (int factor : new int[] {50, 100}) {
                ExperimentConfig config = load("cifar" + classes + "-lt-if" + factor + "-ncl.yaml");
                assertThat(config.data().path())
                        .isEqualTo(FOLDER.resolveSibling("data/cifar-" + classes + "-binary.tar.gz"));
                assertThat(config.data().longTail().imbalanceFactor()).isEqualTo(factor);
                assertThat(config.augment()).isEqualTo(Recipe.CIFAR.augment());
                assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(null, 1, 1, 0.6, 0.6));
                assertThat(((LossConfig.Ncl) config.loss()).hardCategories(classes))
                        .isEqualTo(3 * classes / 10);
                assertThat(config.train().epochs()).isEqualTo(400);
                assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.1, 0.9, true, 2e-4));
                assertThat(config.train().schedule())
                        .isEqualTo(new ScheduleConfig.WarmupMultistep(List.of(320, 360), 0.1, 5));
            }
        }
    }

    @Test
    void imageNetFilesHaveTheReferencesSettings() {
        ExperimentConfig config = load("imagenet-lt-resnet50-ncl.yaml");
        assertThat(config.augment()).isEqualTo(Recipe.IMAGENET_RANDCLS.augment());
        assertThat(config.model()).isEqualTo(experts(ModelConfig.ResNet.RESNET50, 16));
        assertThat(config.contrastive()).isNull();
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(300, 1, 1, 0.6, 0.6));
        assertTraining(config, 200, 64, 0.2, new ScheduleConfig.Cosine(1e-4, 0));

        ExperimentConfig grouped = load("imagenet-lt-resnext50-ncl.yaml");
        assertThat(grouped.model()).isEqualTo(experts(ModelConfig.ResNet.RESNEXT50_32X4D, 16));
        assertThat(grouped.data()).isEqualTo(config.data());
        assertThat(grouped.augment()).isEqualTo(config.augment());
        assertThat(grouped.loss()).isEqualTo(config.loss());
        assertThat(grouped.train()).isEqualTo(config.train());
        assertThat(grouped.evaluate()).isEqualTo(config.evaluate());
    }

    @Test
    void iNaturalistFileHasTheReferencesSettings() {
        ExperimentConfig config = load("inaturalist2018-resnet50-ncl.yaml");
        assertThat(config.augment()).isEqualTo(Recipe.INATURALIST_RANDCLS.augment());
        assertThat(config.model()).isEqualTo(experts(ModelConfig.ResNet.RESNET50, 32));
        assertThat(config.contrastive()).isNull();
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(2442, 1, 1, 0.6, 0.6));
        assertTraining(config, 400, 64, 0.2, new ScheduleConfig.Cosine(1e-4, 0));
    }

    @Test
    void placesFileHasTheReferencesSettings() {
        ExperimentConfig config = load("places-lt-resnet152-ncl.yaml");
        assertThat(config.augment()).isEqualTo(Recipe.IMAGENET_SIM_SIM.augment());
        assertThat(config.model().backbone()).isEqualTo(ModelConfig.ResNet.RESNET152);
        assertThat(config.model().pretrained())
                .isEqualTo(new ModelConfig.WeightFile(FOLDER.resolveSibling("weights/resnet152-394f9c45.safetensors")));
        assertThat(config.model().freezeBackbone()).isFalse();
        assertThat(config.model().classifier()).isEqualTo(new ModelConfig.Cosine(16, true));
        assertThat(config.contrastive())
                .isEqualTo(new ContrastiveConfig(
                        65_536,
                        1024,
                        0.2,
                        0.999,
                        1,
                        ContrastiveConfig.Projection.MLP,
                        ContrastiveConfig.KeyEncoder.MOCO));
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(122, 1, 1, 0.6, 0.6));
        assertTraining(config, 30, 32, 0.02, new ScheduleConfig.WarmupMultistep(List.of(10, 20), 0.1, 5));
    }

    private static ModelConfig experts(ModelConfig.Backbone backbone, double scale) {
        return ModelConfig.of(3, backbone, new ModelConfig.Cosine(scale, true));
    }

    private static void assertTraining(
            ExperimentConfig config, int epochs, int batchSize, double learningRate, ScheduleConfig schedule) {
        assertThat(config.train().epochs()).isEqualTo(epochs);
        assertThat(config.train().batchSize()).isEqualTo(batchSize);
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(learningRate, 0.9, true, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(schedule);
    }

    @Test
    void cifarVariantsDifferFromThemWhereTheReferencesDo() {
        for (int classes : new int[] {10, 100}) {
            for (int factor : new int[] {50, 100}) {
                String file = "cifar" + classes + "-lt-if" + factor + "-ncl";
                ExperimentConfig ncl = load(file + ".yaml");
                ExperimentConfig contrastive = load(file + "-contrastive.yaml");
                ExperimentConfig plus = load(file + "-plus.yaml");

                for (ExperimentConfig variant : List.of(contrastive, plus)) {
                    assertThat(variant.data()).isEqualTo(ncl.data());
                    assertThat(variant.train()).isEqualTo(ncl.train());
                    assertThat(variant.evaluate()).isEqualTo(ncl.evaluate());
                }
                assertThat(contrastive.augment()).isEqualTo(Recipe.CIFAR_SIM.augment());
                assertThat(contrastive.model()).isEqualTo(ncl.model());
                assertThat(contrastive.loss()).isEqualTo(ncl.loss());
                assertThat(contrastive.contrastive())
                        .isEqualTo(new ContrastiveConfig(1024, 64, 0.2, 0.999, 1, Projection.MLP, KeyEncoder.MOCO));
                assertThat(plus.augment().train()).isEqualTo(ncl.augment().train());
                assertThat(plus.augment().copies()).isEqualTo(4);
                assertThat(plus.model().experts()).isEqualTo(2);
                assertThat(plus.loss()).isEqualTo(LossConfig.NclPlus.of(null, 1, 1, 0.6));
            }
        }
    }

    /** The quickstart trains the same file a second time with plain cross-entropy. */
    @Test
    void quickstartTakesAnotherLoss() {
        ExperimentConfig ncl = load("quickstart.yaml");
        ExperimentConfig plain = load("quickstart.yaml", "loss.type=cross-entropy");
        assertThat(ncl.loss()).isInstanceOf(LossConfig.Ncl.class);
        assertThat(plain.loss()).isEqualTo(new LossConfig.CrossEntropy());
        assertThat(plain.train()).isEqualTo(ncl.train());
    }

    private static ExperimentConfig load(String file, String... overrides) {
        return ExperimentFile.load(FOLDER.resolve(file), List.of(overrides));
    }
}
