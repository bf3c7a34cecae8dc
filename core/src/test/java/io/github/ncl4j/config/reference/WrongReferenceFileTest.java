package io.github.ncl4j.config.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.config.yaml.ProblemCollector;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong in a configuration of the reference is said in the reference's own terms. */
class WrongReferenceFileTest {

    private static final String CIFAR = "cifar100_im100_NCL.yaml";

    @Test
    void wrongKeysAndValuesAreAllReportedWithTheirLines() {
        assertProblems(
                """
                NAME: 'NCL 2'
                COLOUR_SPACE: 'RGB'
                DATASET:
                  DATASET: 'MULTI_NETWORK_CIFAR_AUGPLUS'
                  TRAIN_JSON: 'train.json'
                BACKBONE:
                  MULTI_NETWORK_TYPE: ['res32_cifar', 'res50']
                LOSS:
                  LOSS_TYPE: 'NIL_NBOD'
                  MULTI_CLASSIFIER_LOSS:
                    DIVERSITY_FACTOR: 0.6
                  HCM_N: many
                TRIAN:
                  MAX_EPOCH: 3
                TRAIN:
                  BACH_SIZE: 64
                  BATCH_SIZE: 1
                  OPTIMIZER:
                    TYPE: 'SDG'
                    BASE_LR: '(0.1, 0.2)'
                    WEIGHT_DECAY: 2e-4
                  LR_SCHEDULER: warmup
                  TENSORBOARD:
                    ENABLE: maybe
                SHOW_STEP: often
                train: {epochs: 3}
                """,
                "run.yaml:1: NAME = \"NCL 2\": must be at most 100 letters, digits, '.', '+', '_' and '-', and begin with a "
                        + "letter or a digit",
                "run.yaml:2: COLOUR_SPACE = \"RGB\": unknown key; did you mean 'COLOR_SPACE'?",
                "run.yaml:3: DATASET.VALID_JSON: must be given with the format annotations",
                "run.yaml:4: DATASET.DATASET = \"MULTI_NETWORK_CIFAR_AUGPLUS\": must be one of ImageNet_LT, "
                        + "ImageNet_LT_NCL_PLUS, MULTI_NETWORK_CIFAR_AUGPLIS, MULTI_NETWORK_CIFAR_AUGPLIS_NCL_PLUS, "
                        + "MULTI_NETWORK_CIFAR_MOCO_AUGPLIS, Places_LT_MOCO, iNaturalist; "
                        + "did you mean 'MULTI_NETWORK_CIFAR_AUGPLIS'?",
                "run.yaml:7: BACKBONE.MULTI_NETWORK_TYPE = [\"res32_cifar\", \"res50\"]: "
                        + "must name one backbone, the same for each expert",
                "run.yaml:10: LOSS.MULTI_CLASSIFIER_LOSS = {DIVERSITY_FACTOR: 0.6}: unknown key; "
                        + "did you mean 'LOSS.MULTI_CLASIIFIER_LOSS'?",
                "run.yaml:12: LOSS.HCM_N = many: must be a whole number (32 bits)",
                "run.yaml:13: TRIAN = {MAX_EPOCH: 3}: unknown key; did you mean 'TRAIN'?",
                "run.yaml:16: TRAIN.BACH_SIZE = 64: unknown key; did you mean 'TRAIN.BATCH_SIZE'?",
                "run.yaml:17: TRAIN.BATCH_SIZE = 1: must be at least 2",
                "run.yaml:19: TRAIN.OPTIMIZER.TYPE = \"SDG\": must be one of ADAM, SGD; did you mean 'SGD'?",
                "run.yaml:20: TRAIN.OPTIMIZER.BASE_LR = [0.1, 0.2]: must be a number",
                "run.yaml:22: TRAIN.LR_SCHEDULER = warmup: must be a section of keys and values",
                "run.yaml:24: TRAIN.TENSORBOARD.ENABLE = maybe: must be True or False",
                "run.yaml:25: SHOW_STEP = often: must be a whole number (32 bits)",
                "run.yaml:26: train = {epochs: 3}: unknown key; did you mean 'TRAIN'?");
    }

    @Test
    void whatMustBeGiven() {
        assertProblems(
                "NAME: a\nDATASET:\n",
                "run.yaml:1: LOSS.LOSS_TYPE: is missing; it must be one of NIL_NBOD, NIL_NBOD_plus",
                "run.yaml:2: DATASET.DATASET: is missing; it must be one of ImageNet_LT, ImageNet_LT_NCL_PLUS, "
                        + "MULTI_NETWORK_CIFAR_AUGPLIS, MULTI_NETWORK_CIFAR_AUGPLIS_NCL_PLUS, "
                        + "MULTI_NETWORK_CIFAR_MOCO_AUGPLIS, Places_LT_MOCO, iNaturalist",
                "run.yaml:2: DATASET.TRAIN_JSON: must be given with the format annotations",
                "run.yaml:2: DATASET.VALID_JSON: must be given with the format annotations");
    }

    /** A key in the wrong section, or far from any. */
    @Test
    void keysInTheWrongPlace() {
        assertProblems(
                ReferenceFileTest.text(CIFAR) + "BATCH_SIZE: 32\nFREQUENCY_OF_MOONLIGHT: 1\n",
                "run.yaml:78: BATCH_SIZE = 32: unknown key; did you mean 'TRAIN.BATCH_SIZE'?",
                "run.yaml:79: FREQUENCY_OF_MOONLIGHT = 1: unknown key; valid here: BACKBONE, "
                        + "CLASSES_NUM, CLASSIFIER, COLOR_SPACE, DATASET, DROPOUT, EVAL_MODE, INPUT_SIZE, LOSS, MODULE, NAME, "
                        + "NETWORK, OUTPUT_DIR, PIN_MEMORY, RAND_SEED, RESUME_MODE, RESUME_MODEL, SAVE_STEP, SHOW_STEP, TEST, "
                        + "TRAIN, TRANSFORMS, VALID_STEP");
    }

    /** What contradicts each other is told in the words of the file. */
    @Test
    void keysThatDoNotFitEachOther() {
        assertProblems(
                ReferenceFileTest.text(CIFAR),
                List.of("NETWORK.MOCO=True", "TRAIN.COMBINER.TYPE=multi_network_default_CON"),
                "run.yaml:11: DATASET.DATASET: must list the operations of the second view, because there is a section "
                        + "contrastive");
        assertProblems(
                ReferenceFileTest.text(CIFAR),
                List.of("BACKBONE.MULTI_NETWORK_TYPE=['res33_cifar']"),
                "override BACKBONE.MULTI_NETWORK_TYPE=['res33_cifar']: BACKBONE.MULTI_NETWORK_TYPE = [\"res33_cifar\"]: "
                        + "must name res32_cifar, res50 or res152, or such a network of another depth");
        assertProblems(
                ReferenceFileTest.text(CIFAR),
                List.of("BACKBONE.MULTI_NETWORK_TYPE=[]"),
                "override BACKBONE.MULTI_NETWORK_TYPE=[]: BACKBONE.MULTI_NETWORK_TYPE = []: "
                        + "must name one backbone, the same for each expert");
    }

    @Test
    void overridesAreNamedAsTheyWereGiven() {
        assertProblems(
                ReferenceFileTest.text(CIFAR),
                List.of(
                        "TRAIN.BACH_SIZE=32",
                        "TRAIN.BATCH_SIZE=1",
                        "train.epochs=0",
                        "TRAIN.NUM_WORKERS=many",
                        "VALID_STEP"),
                "override VALID_STEP: must be key=value, for example train.batch_size=32",
                "override TRAIN.BACH_SIZE=32: TRAIN.BACH_SIZE = 32: unknown key; did you mean 'TRAIN.BATCH_SIZE'?",
                "override TRAIN.NUM_WORKERS=many: TRAIN.NUM_WORKERS = many: must be a whole number (32 bits)",
                "override train.epochs=0: train.epochs = 0: must be at least 1",
                "override TRAIN.BATCH_SIZE=1: TRAIN.BATCH_SIZE = 1: must be at least 2");
    }

    @Test
    void hostileFiles() {
        assertProblems(
                ReferenceFileTest.text(CIFAR).replaceFirst("TEST:(.*\\n)+.*", "TEST: " + "(".repeat(500_000)),
                "run.yaml:74: TEST = " + "(".repeat(80) + "...: must be a section of keys and values");
        StringBuilder yaml = new StringBuilder();
        for (int key = 0; key < 20_000; key++) {
            yaml.append("KEY_").append(key).append(": {A: 1}\n");
        }
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse(yaml.toString(), "run.yaml", List.of()))
                .satisfies(e -> assertThat(e.problems()).hasSize(ProblemCollector.MOST));
    }

    private static void assertProblems(String yaml, String... problems) {
        assertProblems(yaml, List.of(), problems);
    }

    private static void assertProblems(String yaml, List<String> overrides, String... problems) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ExperimentFile.parse(yaml, "run.yaml", overrides))
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactly(problems));
    }
}
