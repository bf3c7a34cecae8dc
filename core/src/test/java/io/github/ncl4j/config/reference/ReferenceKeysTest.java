package io.github.ncl4j.config.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.yaml.Overrides;
import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.ProblemCollector;
import io.github.ncl4j.config.yaml.YamlNode;
import io.github.ncl4j.config.yaml.YamlParser;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each key of the reference has its effect here, or is said to have none. */
class ReferenceKeysTest {

    private static final String LEAST = """
            DATASET: {DATASET: MULTI_NETWORK_CIFAR_AUGPLIS, TRAIN_JSON: train.json, VALID_JSON: valid.json}
            LOSS: {LOSS_TYPE: NIL_NBOD}
            """;

    private record Translated(String tree, List<String> notes, String problems) {}

    /** Key, the reference's default, another value, and what is noted of that; empty if it has its effect. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            RAND_SEED                                   | 42            | 7             |
            NAME                                        | default       | 'NCL++'       |
            OUTPUT_DIR                                  | /output       | /elsewhere    | where a run is written is said
            VALID_STEP                                  | 5             | 1             |
            SAVE_STEP                                   | 5             | 100           | a checkpoint is written after each epoch
            SHOW_STEP                                   | 20            | 100           | progress is shown all the time
            PIN_MEMORY                                  | True          | False         | it decides on speed alone
            INPUT_SIZE                                  | (224, 224)    | (32, 32)      | the data set class fixes the transforms
            RESUME_MODEL                                | ''            | last.pth      | what a run resumes from is said when it is started
            RESUME_MODE                                 | all           | state_dict    | a run that is resumed has all of its state
            CLASSES_NUM                                 | 100           | 10            | the reference never reads it
            DATASET.INTRA_N                             | 1             | 2             | this data set class makes one view
            DATASET.DATASET                             | MULTI_NETWORK_CIFAR_AUGPLIS | ImageNet_LT |
            DATASET.TRAIN_JSON                          | train.json    | other.json    |
            DATASET.VALID_JSON                          | valid.json    | other.json    |
            DATASET.IMBALANCECIFAR                      | {}            | {RATIO: 0.1}  | the reference never reads it
            NETWORK.PRETRAINED_MODEL                    | ''            | model.pth     | the reference never reads it
            NETWORK.LOAD_BACKBONE_ONLY                  | False         | True          | the reference never reads it
            NETWORK.MA_MODEL_ALPHA                      | 0.999         | 0.9           | NETWORK.MOCO is not True
            NETWORK.MOCO_K                              | 65536         | 1024          | NETWORK.MOCO is not True
            NETWORK.MOCO_DIM                            | 65536         | 64            | NETWORK.MOCO is not True
            NETWORK.MOCO_T                              | 0.07          | 0.2           | NETWORK.MOCO is not True
            BACKBONE.TYPE                               | res50         | res32_cifar   | the length of the features follows
            BACKBONE.MULTI_NETWORK_TYPE                 | ['res32_cifar'] | ['res50']   |
            BACKBONE.FREEZE                             | False         | True          |
            BACKBONE.PRETRAINED_MODEL                   | ''            | model.pth     |
            DROPOUT                                     | False         | True          |
            CLASSIFIER.TYPE                             | FC            | FCNorm        |
            CLASSIFIER.SEMI_TYPE                        | mlp           | cos           | NETWORK.MOCO is not True
            CLASSIFIER.COS_SCALE                        | 16            | 32            | it belongs to CLASSIFIER.TYPE: cos
            CLASSIFIER.BIAS                             | True          | False         |
            CLASSIFIER.MULTI_NETWORK_TYPE               | ['FC']        | ['cos']       | the reference never reads it
            CLASSIFIER.NUM                              | 0             | 3             | the reference never reads it
            LOSS.LOSS_TYPE                              | NIL_NBOD      | NIL_NBOD_plus |
            LOSS.HCM_N                                  | 5             | 30            |
            LOSS.HCM_RATIO                              | 0             | 1.0           |
            LOSS.CE_RATIO                               | 0             | 1             |
            LOSS.CON_RATIO                              | 0             | 1.0           | NETWORK.MOCO is not True
            LOSS.MULTI_CLASIIFIER_LOSS.DIVERSITY_FACTOR | 0             | 0.6           |
            LOSS.MULTI_CLASIIFIER_LOSS.DIVERSITY_FACTOR_HCM | 0         | 0.6           |
            TRAIN.BATCH_SIZE                            | 32            | 64            |
            TRAIN.MAX_EPOCH                             | 60            | 400           |
            TRAIN.NUM_WORKERS                           | 8             | 2             |
            TRAIN.TENSORBOARD.ENABLE                    | True          | False         | TensorBoard's events are always written
            TRAIN.SAMPLER.TYPE                          | default       | weighted sampler | TRAIN.SAMPLER.MULTI_NETWORK_TYPE chooses
            TRAIN.SAMPLER.MULTI_NETWORK_TYPE            | ['default']   | ['weighted_balance'] |
            TRAIN.OPTIMIZER.TYPE                        | SGD           | ADAM          |
            TRAIN.OPTIMIZER.BASE_LR                     | 0.001         | 0.1           |
            TRAIN.OPTIMIZER.MOMENTUM                    | 0.9           | 0.8           |
            TRAIN.OPTIMIZER.WEIGHT_DECAY                | 1e-4          | 2e-4          |
            TRAIN.LR_SCHEDULER.TYPE                     | multistep     | warmup        |
            TRAIN.LR_SCHEDULER.LR_STEP                  | [40, 50]      | (3, 4)        |
            TRAIN.LR_SCHEDULER.LR_FACTOR                | 0.1           | 0.2           |
            TRAIN.LR_SCHEDULER.WARM_EPOCH               | 5             | 3             | it belongs to another TRAIN.LR_SCHEDULER.TYPE
            TRAIN.LR_SCHEDULER.COSINE_DECAY_END         | 0             | 200           | it belongs to another TRAIN.LR_SCHEDULER.TYPE
            TRAIN.SYNCBN                                | False         | True          | the reference never reads it
            TEST.BATCH_SIZE                             | 32            | 256           |
            TEST.NUM_WORKERS                            | 8             | 2             | TRAIN.NUM_WORKERS is for validation too
            TEST.MODEL_FILE                             | ''            | best_model.pth | the reference never reads it
            TRANSFORMS.TRAIN_TRANSFORMS                 | ('random_resized_crop', 'random_horizontal_flip') | () | the data set class fixes
            TRANSFORMS.TEST_TRANSFORMS                  | ('shorter_resize_for_crop', 'center_crop') | () | the data set class fixes
            TRANSFORMS.MULTI_AUG                        | False         | True          | the data set class fixes the transforms
            TRANSFORMS.PROCESS_DETAIL.RANDOM_CROP.PADDING | 4           | 2             | the data set class fixes the transforms
            TRANSFORMS.PROCESS_DETAIL.RANDOM_RESIZED_CROP.SCALE | (0.08, 1.0) | (0.2, 1)  | the data set class fixes the transforms
            TRANSFORMS.PROCESS_DETAIL.RANDOM_RESIZED_CROP.RATIO | (0.75, 1.333333333) | (1, 1) | the data set class fixes
            """)
    void eachKeyHasItsEffectOrIsSaidToHaveNone(String key, String byDefault, String other, String reason) {
        Translated least = translate(LEAST);
        Translated same = translate(LEAST, key + "=" + byDefault);
        Translated changed = translate(LEAST, key + "=" + other);

        assertThat(same.problems() + changed.problems()).isEmpty();
        assertThat(same.tree()).isEqualTo(least.tree());
        if (reason == null) {
            assertThat(changed.tree()).isNotEqualTo(least.tree());
            assertThat(changed.notes()).isEmpty();
        } else {
            assertThat(changed.tree()).isEqualTo(least.tree());
            assertThat(changed.notes())
                    .singleElement()
                    .asString()
                    .startsWith("override " + key)
                    .contains(": has no effect: " + reason);
        }
    }

    /** Words of which only one can be followed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            COLOR_SPACE         | RGB                  | BGR      | must be RGB
            MODULE.TYPE         | GAP                  | Identity | must be GAP
            EVAL_MODE           | False                | True     | must be False
            TRAIN.SHUFFLE       | True                 | False    | must be True
            TRAIN.COMBINER.TYPE | multi_network_default | multi_network_default_CON | must be multi_network_default without
            """)
    void whatCannotBeFollowedIsAProblem(String key, String only, String other, String rule) {
        assertThat(translate(LEAST, key + "=" + only)).isEqualTo(translate(LEAST));
        assertThat(translate(LEAST, key + "=" + other).problems())
                .startsWith("override %s=%s: %s = %s: %s".formatted(key, other, key, other, rule))
                .hasLineCount(1);
    }

    /** The settings of the contrastive branch as in the reference's file for CIFAR-100. */
    @Test
    void moco() {
        Translated moco = translate(
                LEAST,
                "DATASET.DATASET=MULTI_NETWORK_CIFAR_MOCO_AUGPLIS",
                "NETWORK={MOCO: True, MOCO_K: 1024, MOCO_T: 0.2, MOCO_DIM: 64, MA_MODEL_ALPHA: 0.99}",
                "LOSS.CON_RATIO=1.0",
                "TRAIN.COMBINER.TYPE=multi_network_default_CON",
                "CLASSIFIER.SEMI_TYPE=cos");

        assertThat(moco.problems()).isEmpty();
        assertThat(moco.notes()).isEmpty();
        assertThat(moco.tree())
                .contains(
                        "contrastive: {queue_length: 1024, dimension: 64, temperature: 0.2, momentum: 0.99, ratio: 1.0, "
                                + "projection: cosine, key_encoder: reference}")
                .contains("augment: {recipe: cifar-sim}");
    }

    /** In the reference the cosine classifier beside a projection has a bias whatever the key says. */
    @Test
    void mocoTrainsTheBiasOfTheCosineClassifier() {
        Translated moco = translate(LEAST, "NETWORK.MOCO=True", "CLASSIFIER.TYPE=cos", "CLASSIFIER.BIAS=False");
        assertThat(moco.tree()).contains("classifier: {type: cosine, scale: 16, bias: true}");
        assertThat(moco.notes())
                .contains("override CLASSIFIER.BIAS=False: CLASSIFIER.BIAS = False: "
                        + "with NETWORK.MOCO the reference trains the bias in any case");
    }

    @Test
    void dataSetsWithAKeyViewDoWithoutItWithoutMoco() {
        Translated places = translate(LEAST, "DATASET.DATASET=Places_LT_MOCO");
        assertThat(places.tree()).contains("augment: {recipe: imagenet-sim-sim, key: null}");
        assertThat(places.notes())
                .containsExactly("override DATASET.DATASET=Places_LT_MOCO: DATASET.DATASET = Places_LT_MOCO: "
                        + "the key view is not made, because NETWORK.MOCO is not True");
    }

    @Test
    void nclPlusPlus() {
        Translated plus = translate(
                LEAST,
                "DATASET.DATASET=MULTI_NETWORK_CIFAR_AUGPLIS_NCL_PLUS",
                "DATASET.INTRA_N=4",
                "LOSS.LOSS_TYPE=NIL_NBOD_plus",
                "LOSS.MULTI_CLASIIFIER_LOSS.DIVERSITY_FACTOR=0.6",
                "LOSS.MULTI_CLASIIFIER_LOSS.DIVERSITY_FACTOR_HCM=0.3");
        assertThat(plus.problems()).isEmpty();
        assertThat(plus.tree())
                .contains("augment: {recipe: cifar, copies: 4}")
                .contains("loss: {type: ncl-plus, hcm_n: 5, ce_ratio: 0, hcm_ratio: 0, nbod_factor: 0.6}");
        assertThat(plus.notes()).singleElement().asString().contains("DIVERSITY_FACTOR_HCM = 0.3: has no effect");
    }

    /** One value that changes what another means. */
    @Test
    void batchesOfSeveralProcesses() {
        assertThat(translate(LEAST, "TRAIN.DISTRIBUTED=False").notes()).isEmpty();
        assertThat(translate(LEAST, "TRAIN.DISTRIBUTED=True").notes())
                .singleElement()
                .asString()
                .contains("TRAIN.BATCH_SIZE was the batch of each GPU there");
    }

    @Test
    void notesAreInTheOrderOfTheFile() {
        assertThat(translate("TEST: {MODEL_FILE: a}\nSAVE_STEP: 1\nBACKBONE: {TYPE: res50}\n" + LEAST, "SHOW_STEP=1")
                        .notes())
                .extracting(note -> note.split(" = ")[0])
                .containsExactly(
                        "run.yaml:1: TEST.MODEL_FILE",
                        "run.yaml:2: SAVE_STEP",
                        "run.yaml:3: BACKBONE.TYPE",
                        "override SHOW_STEP=1: SHOW_STEP");
    }

    @Test
    void notesAreShortAndStayOnTheirLine() {
        String note = translate("OUTPUT_DIR: \"\\e[2J\\n" + "x".repeat(100) + "\"\n" + LEAST)
                .notes()
                .get(0);
        assertThat(note)
                .isEqualTo("run.yaml:1: OUTPUT_DIR = \"?[2J?" + "x".repeat(74)
                        + "...: has no effect: where a run is written is said when it is started");
    }

    private static Translated translate(String yaml, String... overrides) {
        ProblemCollector problems = new ProblemCollector();
        Position.Source source = new Position.Source("run.yaml", Path.of(""), false);
        YamlNode.Mapping file = (YamlNode.Mapping) YamlParser.parse(yaml, source, problems);
        YamlNode.Mapping root = new Overrides(problems).apply(file, List.of(overrides));
        ReferenceSettings settings = new ReferenceSettings(root, problems);
        NativeTree tree = new NativeTree(settings, file.position());
        ReferenceTranslation.translate(settings, tree);
        List<String> notes =
                settings.finish().stream().map(ReferenceNote::message).toList();
        String found = problems.count() == 0 ? "" : problems.exception().getMessage();
        return new Translated(tree.root().display(), notes, found);
    }
}
