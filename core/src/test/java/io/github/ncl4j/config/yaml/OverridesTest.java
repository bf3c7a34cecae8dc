package io.github.ncl4j.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.EvaluateConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OverridesTest {

    private static final String FILE = """
            data: {format: cifar-10, path: archive.tar.gz}
            loss: {type: ncl, hcm_n: 4, nbod_factor: 0.3}
            train:
              epochs: 10
              optimizer: {type: sgd, learning_rate: 0.05, weight_decay: 1e-3}
              schedule: {type: multistep, milestones: [6, 8]}
            """;

    @TempDir
    private Path folder;

    @Test
    void replaceValuesOfEveryKind() {
        ExperimentConfig config = read(
                "train.batch_size=32",
                "train.schedule.milestones=[3, 4]",
                "model.classifier.bias=false",
                "evaluate.protocol=class-mean",
                "train.optimizer.weight_decay=2e-4",
                "augment.train=[{type: horizontal-flip}, {type: random-crop, size: 32}]",
                "model.backbone=cifar-resnet20",
                "name=other");
        assertThat(config.train().batchSize()).isEqualTo(32);
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Multistep(List.of(3, 4), 0.1));
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Sgd(0.05, 0.9, true, 2e-4));
        assertThat(config.model().classifier()).isEqualTo(new ModelConfig.Linear(false));
        assertThat(config.evaluate().protocol()).isEqualTo(EvaluateConfig.ShotProtocol.CLASS_MEAN);
        assertThat(config.augment().train())
                .containsExactly(new AugmentConfig.HorizontalFlip(0.5), new AugmentConfig.RandomCrop(32, 0));
        assertThat(config.model().backbone()).isEqualTo(new ModelConfig.CifarResNet(20));
        assertThat(config.name()).isEqualTo("other");
        assertThat(config.train().epochs()).isEqualTo(10);
    }

    @Test
    void theLastOneCounts() {
        assertThat(read("seed=1", "seed=2").seed()).isEqualTo(2);
    }

    @Test
    void mendAValueThatIsWrongInTheFile() {
        assertThat(ExperimentFile.parse(
                                "data: {format: built-in}\ntrain: {epochs: -3}\nloss: {type: nlc}",
                                "run.yaml",
                                List.of("train.epochs=3", "loss.type=ncl"))
                        .train()
                        .epochs())
                .isEqualTo(3);
    }

    @Test
    void giveWhatTheFileLacks() {
        ExperimentConfig config = ExperimentFile.parse(
                "seed: 3", "run.yaml", List.of("data.format=built-in", "train.epochs=1", "train.schedule.type=cosine"));
        assertThat(config.seed()).isEqualTo(3);
        assertThat(config.train().schedule()).isInstanceOf(ScheduleConfig.Cosine.class);
    }

    @Test
    void anotherTypeStartsFromItsOwnDefaults() {
        ExperimentConfig config =
                read("loss.type=cross-entropy", "train.optimizer.type=adam", "train.schedule.type=cosine");
        assertThat(config.loss()).isEqualTo(new LossConfig.CrossEntropy());
        // Not the file's learning rate and decay, which were chosen for SGD.
        assertThat(config.train().optimizer()).isEqualTo(new OptimizerConfig.Adam(1e-3, 0.9, 0.999, 1e-8, 2e-4));
        assertThat(config.train().schedule()).isEqualTo(new ScheduleConfig.Cosine(null, 0));
    }

    @Test
    void anotherTypeTakesTheOverridesBesideIt() {
        OptimizerConfig.Adam expected = new OptimizerConfig.Adam(0.01, 0.9, 0.999, 1e-8, 2e-4);
        assertThat(read("train.optimizer.type=adam", "train.optimizer.learning_rate=0.01")
                        .train()
                        .optimizer())
                .isEqualTo(expected);
        assertThat(read("train.optimizer.learning_rate=0.01", "train.optimizer.type=adam")
                        .train()
                        .optimizer())
                .isEqualTo(expected);
    }

    @Test
    void theSameTypeKeepsTheFilesKeys() {
        assertThat(read("loss.type=ncl").loss()).isEqualTo(LossConfig.Ncl.of(4, 1, 1, 0.3, 0.6));
        assertThat(read("loss.type=cross-entropy", "loss.type=ncl").loss())
                .isEqualTo(LossConfig.Ncl.of(4, 1, 1, 0.3, 0.6));
    }

    @Test
    void wholeSectionReplacesWholeSection() {
        assertThat(read("loss={type: ncl, hcm_n: 2}").loss()).isEqualTo(LossConfig.Ncl.of(2, 1, 1, 0.6, 0.6));
    }

    @Test
    void anotherTypeHidesNoTypoInTheFileAndNoOverride() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse(
                        "data: {format: built-in}\ntrain: {epochs: 3}\nloss: {hmc_n: 4, nbod_factor: 0.3}",
                        "run.yaml",
                        List.of("loss.hcm_n=3", "loss.type=cross-entropy")))
                .withMessage("""
                        run.yaml:3: loss.hmc_n = 4: unknown key for type cross-entropy; valid here: type
                        override loss.hcm_n=3: loss.hcm_n = 3: unknown key for type cross-entropy; valid here: type""");
    }

    @Test
    void pathsInAFileAreRelativeToItAndPathsOfOverridesToTheWorkingDirectory() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), FILE.replace("archive", "../data/archive"));
        assertThat(ExperimentFile.load(file, List.of()).data().path())
                .isEqualTo(folder.toAbsolutePath().resolveSibling("data/archive.tar.gz"));
        assertThat(ExperimentFile.load(file, List.of("data.path=here/archive.tar.gz"))
                        .data()
                        .path())
                .isEqualTo(Path.of("here/archive.tar.gz").toAbsolutePath());
    }

    @Test
    void nullTakesAValueAway() {
        DataConfig data = read("data.format=built-in", "data.path=null").data();
        assertThat(data.format()).isEqualTo(DataConfig.Format.BUILT_IN);
        assertThat(data.path()).isNull();
        assertThat(((LossConfig.Ncl) read("loss.hcm_n=").loss()).hcmN()).isNull();
    }

    @Test
    void wrongOverridesAreProblemsLikeOthers() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(
                        "train.batch_size=1",
                        "train.bach_size=32",
                        "--fast",
                        "=3",
                        "train..epochs=3",
                        "train.epochs.first=3",
                        "train.schedule.milestones=[3",
                        "train.optimizer.learning_rate=fast",
                        "trian.epochs=3",
                        "data.format=built-in"))
                .satisfies(e -> assertThat(e.getMessage().lines())
                        .containsExactly(
                                "run.yaml:1: data.path = archive.tar.gz: "
                                        + "must be left out with the format built-in, which does not read it",
                                "override --fast: must be key=value, for example train.batch_size=32",
                                "override =3: must be key=value, for example train.batch_size=32",
                                "override train..epochs=3: must be key=value, for example train.batch_size=32",
                                "override train.epochs.first=3: train.epochs.first = 3: 'train.epochs' is no section",
                                "override train.schedule.milestones=[3: must be valid YAML: while parsing a flow sequence "
                                        + "expected ',' or ']', but got <stream end>",
                                "override trian.epochs=3: trian = {epochs: 3}: unknown key; did you mean 'train'?",
                                "override train.bach_size=32: train.bach_size = 32: unknown key; "
                                        + "did you mean 'train.batch_size'?",
                                "override train.optimizer.learning_rate=fast: "
                                        + "train.optimizer.learning_rate = fast: must be a number",
                                "override train.batch_size=1: train.batch_size = 1: must be at least 2"));
    }

    private static ExperimentConfig read(String... overrides) {
        return ExperimentFile.parse(FILE, "run.yaml", List.of(overrides));
    }

    /** The shell has taken its own quotes off; a second language of quotes and comments would cut the value in silence. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/data/set #1/x.json",
                "/data/a: b/x.json",
                "/data/*x",
                "*x",
                "&x",
                "!x",
                "%x",
                "@x",
                "[2024] set/x.json",
                "it's",
                "C:\\data\\x.json",
                "/data/\"x\" y"
            })
    void theTextAfterTheEqualsSignIsTheValue(String path) {
        assertThat(annotations(path)).isEqualTo(Path.of(path).toAbsolutePath());
    }

    @Test
    void listsMappingsAndQuotedTextsAreYaml() {
        assertThat(annotations("'null'")).isEqualTo(Path.of("null").toAbsolutePath());
        assertThat(annotations("\"[2024]\"")).isEqualTo(Path.of("[2024]").toAbsolutePath());
        assertThat(ExperimentFile.parse(
                                "data: {format: built-in}\ntrain: {epochs: 9}",
                                "run.yaml",
                                List.of(
                                        "train.schedule={type: multistep, milestones: [3, 5]} ",
                                        "train.schedule.milestones=[4, 6]"))
                        .train()
                        .schedule())
                .hasToString(ExperimentFile.parse(
                                "data: {format: built-in}\ntrain: {epochs: 9, schedule: {type: multistep, milestones: [4, 6]}}",
                                "run.yaml",
                                List.of())
                        .train()
                        .schedule()
                        .toString());
        assertThatThrownBy(() -> ExperimentFile.parse(
                        "data: {format: built-in}\ntrain: {epochs: 9}", "run.yaml", List.of("train.epochs=3 # enough")))
                .hasMessage(
                        "override train.epochs=3 # enough: train.epochs = 3 # enough: must be a whole number (32 bits)");
    }

    private static Path annotations(String path) {
        return ExperimentFile.parse(
                        "data: {format: annotations, validation_annotations: v.json}\ntrain: {epochs: 1}",
                        "run.yaml",
                        List.of("data.train_annotations=" + path))
                .data()
                .trainAnnotations();
    }
}
