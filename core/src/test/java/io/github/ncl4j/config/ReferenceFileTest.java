package io.github.ncl4j.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.DataConfig.Format;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The six configurations that the reference implementation comes with, and changes to them. */
class ReferenceFileTest {

    private static final String CIFAR = "cifar100_im100_NCL.yaml";

    @ParameterizedTest
    @ValueSource(strings = {CIFAR})
    void theNativeFormIsTheSameExperiment(String file) {
        ExperimentConfig config = read(file);
        assertThat(ExperimentFile.parse(ExperimentFile.write(config), "translated.yaml", List.of()))
                .isEqualTo(config);
    }

    @Test
    void cifarIsTheExperimentOfTheShippedConfiguration() {
        ExperimentConfig config = read(CIFAR);
        Path root = Path.of(System.getProperty("ncl4j.root", ".."));
        ExperimentConfig shipped =
                ExperimentFile.load(root.resolve("configs/cifar100-lt-if100-ncl.yaml"), List.of("loss.hcm_n=30"));

        assertThat(config.name()).isEqualTo("NCL");
        assertThat(config.seed()).isEqualTo(42);
        assertThat(config.data().format()).isEqualTo(Format.ANNOTATIONS);
        assertThat(config.data().trainAnnotations()).isEqualTo(absolute("/data/cifar100_imbalance100_train.json"));
        assertThat(config.data().validationAnnotations()).isEqualTo(absolute("/data/cifar100_imbalance100_valid.json"));
        assertThat(config.data().sampler()).isEqualTo(new DataConfig.Instance());
        assertThat(config.data().workers()).isEqualTo(2);
        assertThat(config.augment()).isEqualTo(shipped.augment());
        assertThat(config.model()).isEqualTo(shipped.model());
        assertThat(config.loss()).isEqualTo(shipped.loss());
        assertThat(config.train()).isEqualTo(shipped.train());
        assertThat(config.evaluate()).isEqualTo(shipped.evaluate());
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
        assertThat(config.train().schedule()).isEqualTo(new TrainConfig.WarmupMultiStep(List.of(1, 2), 0.1, 5));
        assertThat(config.train().optimizer()).isEqualTo(new TrainConfig.Sgd(0.05, 0.9, true, 2e-4));
        assertThat(config.model().experts()).isEqualTo(2);
        assertThat(config.data().onBadImage()).isEqualTo(DataConfig.OnBadImage.SKIP);
        assertThat(config.evaluate().batchSize()).isEqualTo(7);
    }

    /** The type decides here which other keys count; there a key of another type only has no effect. */
    @Test
    void overridesOfATypeLeaveTheFilesOtherKeysInForce() {
        ExperimentConfig config =
                read(CIFAR, "TRAIN.OPTIMIZER.TYPE=ADAM", "TRAIN.LR_SCHEDULER.TYPE=multistep", "CLASSIFIER.TYPE=cos");

        assertThat(config.train().optimizer()).isEqualTo(new TrainConfig.Adam(0.1, 0.9, 0.999, 1e-8, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(new TrainConfig.MultiStep(List.of(320, 360), 0.1));
        assertThat(config.model().classifier()).isEqualTo(new ModelConfig.Cosine(16, true));
    }

    @Test
    void aTypeOfThisProjectStartsFromItsDefaults() {
        assertThat(read(CIFAR, "train.optimizer.type=adam", "train.optimizer.weight_decay=0")
                        .train()
                        .optimizer())
                .isEqualTo(new TrainConfig.Adam(1e-3, 0.9, 0.999, 1e-8, 0));
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
                .isEqualTo(new ModelConfig(1, new ModelConfig.CifarResNet(32), new ModelConfig.Linear(true), 0));
        assertThat(config.loss()).isEqualTo(new LossConfig.Ncl(5, 0, 0, 0, 0));
        assertThat(config.train().epochs()).isEqualTo(60);
        assertThat(config.train().batchSize()).isEqualTo(32);
        assertThat(config.train().optimizer()).isEqualTo(new TrainConfig.Sgd(0.001, 0.9, true, 1e-4));
        assertThat(config.train().schedule()).isEqualTo(new TrainConfig.MultiStep(List.of(40, 50), 0.1));
        assertThat(config.evaluate()).isEqualTo(new EvaluateConfig(32, 5, EvaluateConfig.ShotProtocol.POOLED));
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
                .isEqualTo(new TrainConfig.Cosine(1e-4, 0));
        assertThat(read(CIFAR, "TRAIN.LR_SCHEDULER.TYPE=cosine", "TRAIN.LR_SCHEDULER.COSINE_DECAY_END=200")
                        .train()
                        .schedule())
                .isEqualTo(new TrainConfig.Cosine(1e-4, 200));
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

    private static DataConfig.Sampler sampler(String word) {
        return read(CIFAR, "TRAIN.SAMPLER.MULTI_NETWORK_TYPE=['" + word + "']")
                .data()
                .sampler();
    }

    private static YamlNode.Mapping mapping(String yaml) {
        Position.Source source = new Position.Source("run.yaml", Path.of(""), false);
        return (YamlNode.Mapping) YamlParser.parse(yaml, source, new Problems());
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
