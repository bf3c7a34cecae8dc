package io.github.ncl4j.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.ContrastiveConfig.KeyEncoder;
import io.github.ncl4j.config.ContrastiveConfig.Projection;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DataConfig.Format;
import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.EvaluateConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.ModelConfig.ResNet;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.ProblemCollector;
import io.github.ncl4j.config.yaml.YamlNode;
import io.github.ncl4j.config.yaml.YamlParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The six configurations that the reference implementation comes with, and changes to them. */
class ReferenceFileTest {

    private static final String CIFAR = "cifar100_im100_NCL.yaml";
    private static final String MOCO = "cifar100_im100_NCL_with_contrastive.yaml";
    private static final String PLUS = "cifar100_im100_NCL++.yaml";
    private static final String IMAGENET = "ImageNet_LT.yaml";
    private static final String PLACES = "Places_LT_NCL.yaml";
    private static final String INATURALIST = "inat18_NCL.yaml";

    @ParameterizedTest
    @ValueSource(strings = {CIFAR, MOCO, PLUS, IMAGENET, PLACES, INATURALIST})
    void theNativeFormIsTheSameExperiment(String file) {
        ExperimentConfig config = read(file);
        assertThat(ExperimentFile.parse(ExperimentFile.write(config), "translated.yaml", List.of()))
                .isEqualTo(config);
    }

    @Test
    void cifarIsTheExperimentOfTheShippedConfiguration() {
        ExperimentConfig config = read(CIFAR);

        assertThat(config.name()).isEqualTo("NCL");
        assertThat(config.data().format()).isEqualTo(Format.ANNOTATIONS);
        assertThat(config.data().trainAnnotations()).isEqualTo(absolute("/data/cifar100_imbalance100_train.json"));
        assertThat(config.data().validationAnnotations()).isEqualTo(absolute("/data/cifar100_imbalance100_valid.json"));
        assertThat(config.data().sampler()).isEqualTo(new DataConfig.Instance());
        assertThat(config.data().workers()).isEqualTo(2);
        assertThat(config).isEqualTo(withDataOf(config, shipped("cifar100-lt-if100-ncl.yaml")));
    }

    @Test
    void theContrastiveBranchIsTheReferences() {
        ExperimentConfig config = read(MOCO);

        assertThat(config.name()).isEqualTo("NCL_with_contrastive");
        assertThat(config.data().workers()).isEqualTo(8);
        assertThat(config.contrastive())
                .isEqualTo(new ContrastiveConfig(1024, 64, 0.2, 0.999, 1, Projection.MLP, KeyEncoder.REFERENCE));
        assertThat(config)
                .isEqualTo(withDataOf(
                        config,
                        shipped("cifar100-lt-if100-ncl-contrastive.yaml", "contrastive.key_encoder=reference")));
    }

    @Test
    void nclPlusPlusIsTheExperimentOfTheShippedConfiguration() {
        ExperimentConfig config = read(PLUS);

        assertThat(config.name()).isEqualTo("NCL++");
        assertThat(config.augment().copies()).isEqualTo(4);
        assertThat(config.loss()).isEqualTo(LossConfig.NclPlus.of(30, 1, 1, 0.6));
        assertThat(config).isEqualTo(withDataOf(config, shipped("cifar100-lt-if100-ncl-plus.yaml")));
    }

    @Test
    void imageNet() {
        ExperimentConfig config = read(IMAGENET);

        assertThat(config.data().trainAnnotations()).isEqualTo(absolute("/data/ImageNet_LT_train.json"));
        assertThat(config.data().workers()).isEqualTo(8);
        assertThat(config.augment()).isEqualTo(Recipe.IMAGENET_RANDCLS.augment());
        assertThat(config.model()).isEqualTo(ModelConfig.of(3, ResNet.RESNET50, new ModelConfig.Cosine(16, true)));
        assertThat(config.contrastive()).isNull();
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(300, 1, 1, 0.6, 0.6));
        assertThat(config.train().epochs()).isEqualTo(200);
        assertThat(config.train().batchSize()).isEqualTo(64);
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.2, 0.9, true, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Cosine(1e-4, 200));
        assertThat(config.evaluate())
                .isEqualTo(Defaults.of(EvaluateConfig.class).withBatchSize(512));
    }

    @Test
    void places() {
        ExperimentConfig config = read(PLACES);

        assertThat(config.augment()).isEqualTo(Recipe.IMAGENET_SIM_SIM.augment());
        assertThat(config.model())
                .isEqualTo(ModelConfig.of(3, ResNet.RESNET152, new ModelConfig.Cosine(16, true))
                        .withPretrained(new ModelConfig.WeightFile(absolute("/weights/resnet152-b121ed2d.pth"))));
        assertThat(config.contrastive())
                .isEqualTo(new ContrastiveConfig(65536, 1024, 0.2, 0.999, 1, Projection.MLP, KeyEncoder.REFERENCE));
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(122, 1, 1, 0.6, 0.6));
        assertThat(config.train().epochs()).isEqualTo(30);
        assertThat(config.train().batchSize()).isEqualTo(32);
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.02, 0.9, true, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.WarmupMultistep(List.of(10, 20), 0.1, 5));
        assertThat(config.evaluate())
                .isEqualTo(Defaults.of(EvaluateConfig.class).withBatchSize(64));
    }

    @Test
    void iNaturalist() {
        ExperimentConfig config = read(INATURALIST);

        assertThat(config.augment()).isEqualTo(Recipe.INATURALIST_RANDCLS.augment());
        assertThat(config.model()).isEqualTo(ModelConfig.of(3, ResNet.RESNET50, new ModelConfig.Cosine(32, true)));
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(2442, 1, 1, 0.6, 0.6));
        assertThat(config.train().epochs()).isEqualTo(400);
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Cosine(1e-4, 400));
        assertThat(config.evaluate())
                .isEqualTo(Defaults.of(EvaluateConfig.class).withBatchSize(128));
    }

    @Test
    void backbones() {
        assertThat(read(CIFAR, "BACKBONE.MULTI_NETWORK_TYPE=['res10']").model().backbone())
                .isEqualTo(ResNet.RESNET10);
        assertThat(read(CIFAR, "BACKBONE.MULTI_NETWORK_TYPE=['res20_cifar']")
                        .model()
                        .backbone())
                .isEqualTo(new ModelConfig.CifarResNet(20));
        assertThat(read(CIFAR, "BACKBONE.FREEZE=True").model().freezeBackbone()).isTrue();
        assertThat(read(CIFAR, "model.backbone=resnext50-32x4d").model().backbone())
                .isEqualTo(ResNet.RESNEXT50_32X4D);
    }

    @Test
    void overridesMayUseItsKeysAndThoseOfThisProject() {
        ExperimentConfig config = read(
                CIFAR,
                "TRAIN.BATCH_SIZE=32",
                "train.epochs=3",
                "TRAIN.LR_SCHEDULER.LR_STEP=(1, 2)",
                "BACKBONE.MULTI_NETWORK_TYPE=['res32_cifar', 'res32_cifar']",
                "TRAIN.OPTIMIZER.BASE_LR=5e-2",
                "data.on_bad_image=skip",
                "evaluate.batch_size=7",
                "TEST.BATCH_SIZE=8");

        assertThat(config.train().batchSize()).isEqualTo(32);
        assertThat(config.train().epochs()).isEqualTo(3);
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.WarmupMultistep(List.of(1, 2), 0.1, 5));
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.05, 0.9, true, 2e-4));
        assertThat(config.model().experts()).isEqualTo(2);
        assertThat(config.data().onBadImage()).isEqualTo(DataConfig.OnBadImage.SKIP);
        assertThat(config.evaluate().batchSize()).isEqualTo(7);
    }

    /** The type decides here which other keys count; there a key of another type only has no effect. */
    @Test
    void overridesOfATypeLeaveTheFilesOtherKeysInForce() {
        ExperimentConfig config =
                read(CIFAR, "TRAIN.OPTIMIZER.TYPE=ADAM", "TRAIN.LR_SCHEDULER.TYPE=multistep", "CLASSIFIER.TYPE=cos");

        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Adam(0.1, 0.9, 0.999, 1e-8, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Multistep(List.of(320, 360), 0.1));
        assertThat(config.model().classifier()).isEqualTo(new ModelConfig.Cosine(16, true));
    }

    @Test
    void aTypeOfThisProjectStartsFromItsDefaults() {
        assertThat(read(CIFAR, "train.optimizer.type=adam", "train.optimizer.weight_decay=0")
                        .train()
                        .optimizer())
                .isEqualTo(new OptimizerConfig.Adam(1e-3, 0.9, 0.999, 1e-8, 0));
        assertThat(read(CIFAR, "loss.type=cross-entropy").loss()).isEqualTo(new LossConfig.CrossEntropy());
        assertThat(read(CIFAR, "augment.recipe=imagenet-randcls").augment())
                .isEqualTo(Recipe.IMAGENET_RANDCLS.augment());
    }

    /** Its defaults are its own: a batch of 32, no cross-entropy, schedule multistep, ... */
    @Test
    void whatAFileLeavesOutHasTheReferencesDefault() {
        ExperimentConfig config = ExperimentFile.parse("""
                DATASET: {DATASET: ImageNet_LT, TRAIN_JSON: a/train.json, VALID_JSON: valid.json}
                LOSS: {LOSS_TYPE: NIL_NBOD}
                """, "folder/least.yaml", List.of());

        assertThat(config.name()).isEqualTo("default");
        assertThat(config.seed()).isEqualTo(42);
        assertThat(config.data().trainAnnotations()).isEqualTo(absolute("a/train.json"));
        assertThat(config.data().workers()).isEqualTo(8);
        assertThat(config.augment()).isEqualTo(Recipe.IMAGENET_RANDCLS.augment());
        assertThat(config.model())
                .isEqualTo(ModelConfig.of(1, new ModelConfig.CifarResNet(32), new ModelConfig.Linear(true)));
        assertThat(config.loss()).isEqualTo(LossConfig.Ncl.of(5, 0, 0, 0, 0));
        assertThat(config.train().epochs()).isEqualTo(60);
        assertThat(config.train().batchSize()).isEqualTo(32);
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.001, 0.9, true, 1e-4));
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Multistep(List.of(40, 50), 0.1));
        assertThat(config.evaluate())
                .isEqualTo(Defaults.of(EvaluateConfig.class).withBatchSize(32).withEveryEpochs(5));
    }

    @Test
    void samplersAreNamedByWhatTheyDo() {
        assertThat(sampler("weighted_balance")).isEqualTo(new DataConfig.ClassBalanced());
        assertThat(sampler("weighted_square")).isEqualTo(new DataConfig.FourthRoot());
        assertThat(sampler("weighted_progressive")).isEqualTo(new DataConfig.ProgressivelyBalanced());
        assertThat(sampler("default', 'weighted_balance")).isEqualTo(new DataConfig.Instance());
    }

    @Test
    void classifiersAndDropout() {
        assertThat(read(CIFAR, "CLASSIFIER.TYPE=cos", "CLASSIFIER.COS_SCALE=32", "CLASSIFIER.BIAS=False")
                        .model()
                        .classifier())
                .isEqualTo(new ModelConfig.Cosine(32, false));
        assertThat(read(CIFAR, "CLASSIFIER.TYPE=FCNorm").model().classifier()).isEqualTo(new ModelConfig.Normalized());
        assertThat(read(CIFAR, "CLASSIFIER.BIAS=no").model().classifier()).isEqualTo(new ModelConfig.Linear(false));
        assertThat(read(CIFAR, "DROPOUT=True").model().dropout()).isEqualTo(0.5);
    }

    @Test
    void cosineEndsWhereTheReferenceEndsIt() {
        assertThat(read(CIFAR, "TRAIN.LR_SCHEDULER.TYPE=cosine").train().schedule())
                .isEqualTo(new ScheduleConfig.Cosine(1e-4, 0));
        assertThat(read(CIFAR, "TRAIN.LR_SCHEDULER.TYPE=cosine", "TRAIN.LR_SCHEDULER.COSINE_DECAY_END=200")
                        .train()
                        .schedule())
                .isEqualTo(new ScheduleConfig.Cosine(1e-4, 200));
    }

    /** Training measures its last epoch in any case, so that never is once. */
    @Test
    void neverToValidateIsOnceAtTheEnd() {
        assertThat(read(CIFAR, "VALID_STEP=-1").evaluate().everyEpochs()).isEqualTo(400);
        assertThat(read(CIFAR, "VALID_STEP=3").evaluate().everyEpochs()).isEqualTo(3);
    }

    /** The number of workers changes no image, and 0 is no number of threads. */
    @Test
    void noWorkersAreOne() {
        assertThat(read(CIFAR, "TRAIN.NUM_WORKERS=0").data().workers()).isEqualTo(1);
    }

    @Test
    void aFileWithAStrayUpperCaseKeyIsNotTheReferences() {
        assertThat(ReferenceFile.isReference(mapping("SEED: 1\ndata: {}\n"))).isFalse();
        assertThat(ReferenceFile.isReference(mapping("NAME: a\nTRAIN: {}\ntest: {}\n")))
                .isTrue();
        assertThat(ReferenceFile.isReference(mapping("{}"))).isFalse();
    }

    /** One of this project's configurations, with as many hard categories as the reference's file says. */
    private static ExperimentConfig shipped(String file, String... overrides) {
        Path root = Path.of(System.getProperty("ncl4j.root", ".."));
        return ExperimentFile.load(
                root.resolve("configs").resolve(file),
                Stream.concat(Stream.of("loss.hcm_n=30"), Stream.of(overrides)).toList());
    }

    /** The images come from other files, and a run is called as its file is. */
    private static ExperimentConfig withDataOf(ExperimentConfig data, ExperimentConfig other) {
        return other.withName(data.name()).withData(data.data());
    }

    private static DataConfig.Sampler sampler(String word) {
        return read(CIFAR, "TRAIN.SAMPLER.MULTI_NETWORK_TYPE=['" + word + "']")
                .data()
                .sampler();
    }

    private static YamlNode.Mapping mapping(String yaml) {
        Position.Source source = new Position.Source("run.yaml", Path.of(""), false);
        return (YamlNode.Mapping) YamlParser.parse(yaml, source, new ProblemCollector());
    }

    private static Path absolute(String path) {
        return Path.of(path).toAbsolutePath();
    }

    /** The experiment of one of the files. */
    static ExperimentConfig read(String file, String... overrides) {
        return ExperimentFile.parse(text(file), file, List.of(overrides));
    }

    static String text(String file) {
        try (InputStream in = ReferenceFileTest.class.getResourceAsStream("/reference/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
