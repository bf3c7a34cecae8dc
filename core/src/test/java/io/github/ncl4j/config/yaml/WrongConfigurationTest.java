package io.github.ncl4j.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ConfigProblem;
import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each wrong configuration with the whole message that its author gets. */
class WrongConfigurationTest {

    private static final String RIGHT = """
            data: {format: built-in}
            train: {epochs: 3}
            """;

    @Test
    void unknownKeyWithATypo() {
        assertProblems("""
                data: {format: built-in}
                train:
                  epochs: 3
                  bach_size: 32
                """, "run.yaml:4: train.bach_size = 32: unknown key; did you mean 'train.batch_size'?");
    }

    @Test
    void keyInTheWrongSection() {
        assertProblems(
                RIGHT + "learning_rate: 0.1",
                "run.yaml:3: learning_rate = 0.1: unknown key; did you mean 'train.optimizer.learning_rate'?");
    }

    @Test
    void keyLikeNoOther() {
        assertProblems(
                RIGHT + "colour: {of: magic}",
                "run.yaml:3: colour = {of: magic}: unknown key; valid here: "
                        + "name, seed, data, augment, model, contrastive, loss, train, evaluate, second_stage, "
                        + "distill, distributed");
    }

    @Test
    void keyOfAnotherType() {
        assertProblems(
                RIGHT + "loss: {type: cross-entropy, hcm_n: 3}",
                "run.yaml:3: loss.hcm_n = 3: unknown key for type cross-entropy; valid here: type");
    }

    @Test
    void missingKeys() {
        assertProblems(
                """
                seed: 1
                train:
                  schedule: {type: multistep}
                augment:
                  train:
                    - type: random-crop
                    - size: 3
                """,
                "run.yaml:1: data.format: is missing; it must be one of "
                        + "cifar-10, cifar-100, fashion-mnist, annotations, built-in",
                "run.yaml:2: train.epochs: is missing; it must be a whole number (32 bits)",
                "run.yaml:3: train.schedule.milestones: is missing; it must be a list of whole numbers (32 bits)",
                "run.yaml:6: augment.train[0].size: is missing; it must be a whole number (32 bits)",
                "run.yaml:7: augment.train[1].type: is missing; it must be one of "
                        + String.join(
                                ", ", Choice.of(AugmentConfig.Operation.class).words()));
    }

    @Test
    void wrongTypes() {
        assertProblems(
                """
                seed: 1.5
                data:
                  format: built-in
                  workers: "2"
                augment: [1]
                model:
                  experts: 99999999999
                  dropout: half
                  classifier: {bias: yes}
                train:
                  epochs: 010
                  batch_size:
                  schedule: {type: multistep, milestones: 3}
                """,
                "run.yaml:1: seed = 1.5: must be a whole number (64 bits)",
                "run.yaml:4: data.workers = \"2\": must be a whole number (32 bits)",
                "run.yaml:5: augment = [1]: must be a section of keys and values",
                "run.yaml:7: model.experts = 99999999999: must be a whole number (32 bits)",
                "run.yaml:8: model.dropout = half: must be a number",
                "run.yaml:9: model.classifier.bias = yes: must be true or false",
                "run.yaml:11: train.epochs = 010: must be a whole number (32 bits)",
                "run.yaml:12: train.batch_size = null: must be a whole number (32 bits)",
                "run.yaml:13: train.schedule.milestones = 3: must be a list of whole numbers (32 bits)");
    }

    @Test
    void wordsThatAreNoneOfTheFew() {
        assertProblems(
                """
                data: {format: cifar100}
                loss: {type: crossentropy}
                model: {backbone: resnet-50}
                train: {epochs: 3}
                """,
                "run.yaml:1: data.format = cifar100: must be one of "
                        + "cifar-10, cifar-100, fashion-mnist, annotations, built-in; did you mean 'cifar-100'?",
                "run.yaml:2: loss.type = crossentropy: must be one of "
                        + String.join(", ", Choice.of(LossConfig.class).words()) + "; did you mean 'cross-entropy'?",
                "run.yaml:3: model.backbone = resnet-50: must be one of resnet10, resnet18, resnet34, resnet50, "
                        + "resnet101, resnet152, resnext50-32x4d, efficientnet-lite0, efficientnet-lite1, "
                        + "efficientnet-lite2, efficientnet-lite3, efficientnet-lite4, or cifar-resnetD with D = "
                        + "6n + 2, at least 8 and at most 1202; did you mean 'resnet50'?");
    }

    @Test
    void listsAndNothingInsteadOfWords() {
        assertProblems(
                """
                data: {format: [cifar-10], path: }
                name: {a: b}
                loss: {type: }
                train: {epochs: 3}
                """,
                "run.yaml:1: data.format = [cifar-10]: must be one of "
                        + "cifar-10, cifar-100, fashion-mnist, annotations, built-in; did you mean 'cifar-10'?",
                "run.yaml:2: name = {a: b}: must be text",
                "run.yaml:3: loss.type = null: must be one of "
                        + String.join(", ", Choice.of(LossConfig.class).words()));
    }

    @Test
    void depthThatNoCifarResNetHas() {
        assertProblems(
                RIGHT + "model: {backbone: cifar-resnet33}",
                "run.yaml:3: model.backbone = cifar-resnet33: must be one of resnet10, resnet18, resnet34, resnet50, "
                        + "resnet101, resnet152, resnext50-32x4d, efficientnet-lite0, efficientnet-lite1, "
                        + "efficientnet-lite2, efficientnet-lite3, efficientnet-lite4, or cifar-resnetD with D = "
                        + "6n + 2, at least 8 and at most 1202; did you mean 'cifar-resnet32'?");
    }

    @Test
    void backboneWithoutStochasticDepth() {
        assertProblems(
                RIGHT + "model: {backbone: resnet50, drop_connect: 0.2}",
                "run.yaml:3: model.drop_connect = 0.2: "
                        + "must be 0 with this backbone; only the EfficientNets have stochastic depth");
    }

    @Test
    void weightsThatAreNotBuiltIn() {
        assertProblems(
                RIGHT + "model: {backbone: efficientnet-lite1, pretrained: builtin}",
                "run.yaml:3: model.pretrained = builtin: "
                        + "must name a file with this backbone; weights are built in for efficientnet-lite0");
        assertThat(ExperimentFile.parse(
                                RIGHT + "model: {backbone: efficientnet-lite0, pretrained: builtin}",
                                "run.yaml",
                                List.of())
                        .model()
                        .pretrained())
                .isEqualTo(new ModelConfig.BuiltIn());
    }

    @Test
    void lastStrideOutOfRange() {
        assertProblems(
                RIGHT + "model: {last_stride: 3}",
                "run.yaml:3: model.last_stride = 3: must be at least 1 and at most 2");
    }

    @Test
    void trainingOutOfRange() {
        assertProblems(
                """
                data: {format: built-in}
                train:
                  epochs: 0
                  batch_size: 1
                  warmup_steps: -1
                  clip_norm: -0.5
                  threads: 100000
                  checkpoint_steps: -1
                  checkpoint_minutes: -0.5
                  keep_checkpoints: 0
                  optimizer:
                    learning_rate: 0
                    momentum: 1
                    weight_decay: -1e-4
                  schedule:
                    type: warmup-multistep
                    milestones: [4, 3]
                    factor: 1.5
                    warmup_epochs: -2
                """,
                "run.yaml:3: train.epochs = 0: must be at least 1",
                "run.yaml:4: train.batch_size = 1: must be at least 2",
                "run.yaml:5: train.warmup_steps = -1: must be at least 0",
                "run.yaml:6: train.clip_norm = -0.5: must be a finite number of at least 0",
                "run.yaml:7: train.threads = 100000: must be at least 1 and at most 1024",
                "run.yaml:8: train.checkpoint_steps = -1: must be at least 0",
                "run.yaml:9: train.checkpoint_minutes = -0.5: must be a finite number of at least 0",
                "run.yaml:10: train.keep_checkpoints = 0: must be at least 1",
                "run.yaml:12: train.optimizer.learning_rate = 0: must be a finite number above 0",
                "run.yaml:13: train.optimizer.momentum = 1: must be at least 0 and below 1",
                "run.yaml:14: train.optimizer.weight_decay = -1e-4: must be a finite number of at least 0",
                "run.yaml:17: train.schedule.milestones = [4, 3]: must be epochs in ascending order, the first at least 1",
                "run.yaml:18: train.schedule.factor = 1.5: must be above 0 and at most 1",
                "run.yaml:19: train.schedule.warmup_epochs = -2: must be at least 0");
    }

    @Test
    void distributedOutOfRange() {
        assertProblems(
                RIGHT + "distributed: {timeout_seconds: 4, collective_timeout_seconds: 100000, verify_steps: -1}",
                "run.yaml:3: distributed.timeout_seconds = 4: must be at least 5 and at most 86400",
                "run.yaml:3: distributed.collective_timeout_seconds = 100000: must be at least 5 and at most 86400",
                "run.yaml:3: distributed.verify_steps = -1: must be at least 0");
        assertProblems(
                RIGHT + "distributed: {timeout_seconds: 60, collective_timeout_seconds: 30}",
                "run.yaml:3: distributed.collective_timeout_seconds = 30: must be at least timeout_seconds, which is 60");
    }

    @Test
    void adamOutOfRange() {
        assertProblems(
                """
                data: {format: built-in}
                train:
                  epochs: 1
                  optimizer: {type: adam, beta1: 1, beta2: -0.1, epsilon: 0, learning_rate: 1e999}
                """,
                "run.yaml:4: train.optimizer.learning_rate = 1e999: must be a finite number above 0",
                "run.yaml:4: train.optimizer.beta1 = 1: must be at least 0 and below 1",
                "run.yaml:4: train.optimizer.beta2 = -0.1: must be at least 0 and below 1",
                "run.yaml:4: train.optimizer.epsilon = 0: must be a finite number above 0");
    }

    @Test
    void augmentationOutOfRange() {
        assertProblems(
                """
                data: {format: built-in}
                train: {epochs: 3}
                augment:
                  train:
                    - {type: random-crop, size: 0, padding: -1}
                    - {type: horizontal-flip, probability: 1.01}
                    - flip
                  evaluate:
                    - {type: resize, shortest_side: 8193}
                    - {type: center-crop, size: 0}
                  normalization:
                    mean: [0.5, 0.5]
                    std: [0.2, 0, 0.2]
                """,
                "run.yaml:5: augment.train[0].size = 0: must be at least 1 and at most 8192",
                "run.yaml:5: augment.train[0].padding = -1: must be at least 0 and at most 8192",
                "run.yaml:6: augment.train[1].probability = 1.01: must be at least 0 and at most 1",
                "run.yaml:7: augment.train[2] = flip: must be a section with the key 'type'",
                "run.yaml:9: augment.evaluate[0].shortest_side = 8193: must be at least 1 and at most 8192",
                "run.yaml:10: augment.evaluate[1].size = 0: must be at least 1 and at most 8192",
                "run.yaml:12: augment.normalization.mean = [0.5, 0.5]: "
                        + "must be three numbers, each at least 0 and at most 1",
                "run.yaml:13: augment.normalization.std = [0.2, 0, 0.2]: must be three numbers, each above 0");
    }

    @Test
    void nclPlusOutOfRange() {
        assertProblems(
                RIGHT + """
                        loss: {type: ncl-plus, hcm_n: 0, ce_ratio: -1, hcm_ratio: -1, nbod_factor: -1}
                        """,
                "run.yaml:3: loss.hcm_n = 0: must be at least 1",
                "run.yaml:3: loss.ce_ratio = -1: must be a finite number of at least 0",
                "run.yaml:3: loss.hcm_ratio = -1: must be a finite number of at least 0",
                "run.yaml:3: loss.nbod_factor = -1: must be a finite number of at least 0");
    }

    @Test
    void mixingIsNamedAndInRange() {
        assertProblems(
                RIGHT + "augment: {mix: {alpha: 1}}",
                "run.yaml:3: augment.mix.type: is missing; it must be one of mixup, cutmix");
        assertProblems(
                RIGHT + "augment: {mix: {type: mixup, alpha: 0, probability: 2}}",
                "run.yaml:3: augment.mix.alpha = 0: must be a finite number above 0",
                "run.yaml:3: augment.mix.probability = 2: must be at least 0 and at most 1");
        assertProblems(
                RIGHT + "augment: {mix: cutmix}",
                "run.yaml:3: augment.mix = cutmix: must be a section of keys and values");
    }

    @Test
    void mixingIsNotForTheContrastiveBranch() {
        assertProblems(
                RIGHT + """
                        augment: {recipe: cifar-sim, mix: {type: mixup}}
                        contrastive: {}
                        """,
                "run.yaml:3: augment.mix = {type: mixup}: must be left out, because the section contrastive compares two views"
                        + " of one image");
    }

    @Test
    void hardCategoryMiningIsNamed() {
        assertProblems(
                RIGHT + """
                        loss: {type: ncl-plus, hcm_source: second-expert, outside_mask: infinity, nbod_hcm_factor: 1}
                        """,
                "run.yaml:3: loss.nbod_hcm_factor = 1: unknown key for type ncl-plus; "
                        + "did you mean 'loss.nbod_factor'?",
                "run.yaml:3: loss.hcm_source = second-expert: must be one of first-expert, each-expert",
                "run.yaml:3: loss.outside_mask = infinity: must be one of zero, minus-infinity");
    }

    @Test
    void modelLossAndEvaluationOutOfRange() {
        assertProblems(
                RIGHT + """
                        model: {experts: 0, dropout: 1, classifier: {type: cosine, scale: 0}}
                        loss: {hcm_n: 0, ce_ratio: -1, hcm_ratio: -1, nbod_factor: -1, nbod_hcm_factor: -1}
                        evaluate: {batch_size: 0, every_epochs: 0, protocol: mean}
                        """,
                "run.yaml:3: model.classifier.scale = 0: must be a finite number above 0",
                "run.yaml:3: model.experts = 0: must be at least 1",
                "run.yaml:3: model.dropout = 1: must be at least 0 and below 1",
                "run.yaml:4: loss.hcm_n = 0: must be at least 1",
                "run.yaml:4: loss.ce_ratio = -1: must be a finite number of at least 0",
                "run.yaml:4: loss.hcm_ratio = -1: must be a finite number of at least 0",
                "run.yaml:4: loss.nbod_factor = -1: must be a finite number of at least 0",
                "run.yaml:4: loss.nbod_hcm_factor = -1: must be a finite number of at least 0",
                "run.yaml:5: evaluate.protocol = mean: must be one of pooled, class-mean",
                "run.yaml:5: evaluate.batch_size = 0: must be at least 1",
                "run.yaml:5: evaluate.every_epochs = 0: must be at least 1");
    }

    @Test
    void baselinesOutOfRange() {
        assertProblems(
                RIGHT + "loss: {type: label-smoothing, epsilon: 1}",
                "run.yaml:3: loss.epsilon = 1: must be at least 0 and below 1");
        assertProblems(
                RIGHT + "loss: {type: focal, gamma: -0.5}",
                "run.yaml:3: loss.gamma = -0.5: must be a finite number of at least 0");
        assertProblems(
                RIGHT + "loss: {type: class-balanced, base: ldam, gamma: -1, beta: 1}",
                "run.yaml:3: loss.base = ldam: must be one of cross-entropy, focal",
                "run.yaml:3: loss.gamma = -1: must be a finite number of at least 0",
                "run.yaml:3: loss.beta = 1: must be at least 0 and below 1");
        assertProblems(
                RIGHT + "loss: {type: ldam, max_margin: -0.1, scale: 0}",
                "run.yaml:3: loss.max_margin = -0.1: must be a finite number of at least 0",
                "run.yaml:3: loss.scale = 0: must be a finite number above 0");
        assertProblems(
                RIGHT + "loss: {type: logit-adjustment, tau: -1}",
                "run.yaml:3: loss.tau = -1: must be a finite number of at least 0");
        assertProblems(
                RIGHT + "loss: {type: balanced-softmax, tau: 1}",
                "run.yaml:3: loss.tau = 1: unknown key for type balanced-softmax; valid here: type");
    }

    @Test
    void aSecondStageWithoutWhatItNeeds() {
        assertProblems(
                """
                data: {format: built-in}
                model: {pretrained: weights.safetensors, classifier: {type: cosine}}
                train: {epochs: 3}
                second_stage: {type: learnable-scale, checkpoint: last.safetensors}
                """,
                "run.yaml:2: model.freeze_backbone = false (the default): "
                        + "must be true, because there is a section second_stage, which trains the classifier alone",
                "run.yaml:2: model.pretrained = weights.safetensors: "
                        + "must be left out, because the backbones come from second_stage.checkpoint",
                "run.yaml:4: second_stage.type = learnable-scale: "
                        + "must go with the classifier linear; the others do not see the length of their weights");
        assertProblems(
                """
                data: {format: built-in}
                model: {freeze_backbone: true}
                train: {epochs: 3}
                second_stage: {type: learnable-scale, reset: false}
                """,
                "run.yaml:4: second_stage.reset = false: unknown key for type learnable-scale; "
                        + "valid here: type, checkpoint",
                "run.yaml:4: second_stage.checkpoint: is missing; it must be a path");
    }

    @Test
    void aDistillationWithWhatItDoesNotGoWith() {
        assertProblems(
                """
                data: {format: built-in}
                augment: {key: []}
                contrastive: {ratio: 1}
                loss: {hcm_n: 3}
                train: {epochs: 3}
                second_stage: {checkpoint: last.safetensors}
                distill: {temperature: 0, weight: -1}
                """,
                "run.yaml:1: model.experts = 3 (the default): "
                        + "must be 1, because there is a section distill, which teaches one network",
                "run.yaml:3: contrastive = {ratio: 1}: "
                        + "must be left out, because there is a section distill, which teaches by outputs alone",
                "run.yaml:4: loss.type = ncl (the default): must be balanced-softmax, because there is a section distill,"
                        + " whose teacher is beside this loss alone",
                "run.yaml:6: second_stage = {checkpoint: last.safetensors}: "
                        + "must be left out, because there is a section distill, which trains the whole network",
                "run.yaml:7: distill.teacher: is missing; it must be a path",
                "run.yaml:7: distill.temperature = 0: must be a finite number above 0",
                "run.yaml:7: distill.weight = -1: must be a finite number above 0");
    }

    @Test
    void aPrecisionThatIsNone() {
        assertProblems(
                """
                data: {format: built-in}
                train:
                  epochs: 3
                  precision: float16
                """,
                "run.yaml:4: train.precision = float16: must be one of float32, bfloat16; did you mean 'bfloat16'?");
    }

    @Test
    void stepsWithoutABatch() {
        assertProblems(
                """
                data: {format: built-in}
                train:
                  epochs: 3
                  accumulate: 0
                  activation_checkpointing: 2
                """,
                "run.yaml:4: train.accumulate = 0: must be at least 1",
                "run.yaml:5: train.activation_checkpointing = 2: must be true or false");
    }

    @Test
    void nothingLeftToTrainOn() {
        assertProblems("""
                data: {format: built-in}
                train: {epochs: 3}
                evaluate:
                  validation_fraction: 1
                """, "run.yaml:4: evaluate.validation_fraction = 1: must be at least 0 and below 1");
    }

    @Test
    void averagesThatNeverMove() {
        assertProblems("""
                data: {format: built-in}
                train:
                  epochs: 3
                  ema_decay: 1
                """, "run.yaml:4: train.ema_decay = 1: must be at least 0 and below 1");
    }

    @Test
    void whatIsDeferredOutOfRange() {
        assertProblems(
                """
                data: {format: built-in}
                loss: {type: focal}
                train:
                  epochs: 3
                  deferred: {type: reweight, from_epoch: 0, beta: 1}
                """,
                "run.yaml:5: train.deferred.from_epoch = 0: must be at least 1",
                "run.yaml:5: train.deferred.beta = 1: must be at least 0 and below 1");
        assertProblems("""
                data: {format: built-in}
                train:
                  epochs: 3
                  deferred: {type: resample}
                """, "run.yaml:4: train.deferred.from_epoch: is missing; it must be a whole number (32 bits)");
    }

    @Test
    void whatIsDeferredWithoutWhatItNeeds() {
        assertProblems(
                """
                data: {format: built-in}
                loss: {type: balanced-softmax}
                train:
                  epochs: 3
                  deferred: {type: reweight, from_epoch: 2}
                """,
                "run.yaml:5: train.deferred.type = reweight: "
                        + "must go with a loss that can be weighted: cross-entropy, label-smoothing, focal or ldam");
        assertProblems(
                """
                data: {format: built-in, sampler: {type: repeat-factor}}
                train:
                  epochs: 3
                  deferred: {type: resample, from_epoch: 2}
                """,
                "run.yaml:4: train.deferred.type = resample: "
                        + "must go with another data.sampler than repeat-factor, whose epochs are longer");
    }

    @Test
    void pathsThatDoNotFitTheFormat() {
        assertProblems(
                """
                train: {epochs: 3}
                data:
                  format: annotations
                  path: images
                  train_annotations: train.json
                  prefetch: 0
                  long_tail: {imbalance_factor: 0.5}
                """,
                "run.yaml:2: data.validation_annotations: must be given with the format annotations",
                "run.yaml:4: data.path = images: must be left out with the format annotations, which does not read it",
                "run.yaml:6: data.prefetch = 0: must be at least 1 and at most 1024",
                "run.yaml:7: data.long_tail.imbalance_factor = 0.5: must be a finite number of at least 1");
    }

    @Test
    void archiveFormatWithoutPath() {
        assertProblems("""
                data:
                  format: cifar-10
                train: {epochs: 3}
                """, "run.yaml:1: data.path: must be given with the format cifar-10");
    }

    @Test
    void wrongFormatSaysNothingAboutPathsButAllAboutTheRest() {
        assertProblems(
                """
                data:
                  format: tfrecord
                  path: images
                  workers: 0
                train: {epochs: 3}
                """,
                "run.yaml:2: data.format = tfrecord: must be one of "
                        + "cifar-10, cifar-100, fashion-mnist, annotations, built-in",
                "run.yaml:4: data.workers = 0: must be at least 1 and at most 1024");
    }

    @Test
    void defaultThatDoesNotGoWithAGivenValue() {
        assertProblems("""
                data: {format: built-in}
                train:
                  epochs: 3
                  optimizer:
                    momentum: 0
                  schedule: {type: cosine, minimum: 0.5}
                """, "run.yaml:4: train.optimizer.nesterov = true (the default): needs a momentum above 0");
        assertProblems("""
                data: {format: built-in}
                train:
                  epochs: 3
                  schedule: {type: cosine, minimum: 0.5}
                """, "run.yaml:4: train.schedule.minimum = 0.5: must be at most the optimizer's learning rate");
    }

    @Test
    void nameThatIsNoFolder() {
        assertProblems(
                RIGHT + "name: ../../etc",
                "run.yaml:3: name = ../../etc: must be at most 100 letters, digits, '.', '+', '_' and '-', "
                        + "and begin with a letter or a digit");
    }

    @Test
    void duplicateKeysBesideOtherProblems() {
        assertProblems(
                """
                data: {format: built-in}
                train:
                  epochs: 3
                  threads: 0
                  epochs: 4
                data: {format: built-in}
                """,
                "run.yaml:4: train.threads = 0: must be at least 1 and at most 1024",
                "run.yaml:5: train.epochs = 4: must be given once; it is already in line 3",
                "run.yaml:6: data = {format: built-in}: must be given once; it is already in line 1");
    }

    @Test
    void nothingInTheFile() {
        String message = "run.yaml:1: is empty; a configuration has at least data.format and train.epochs";
        assertProblems("", message);
        assertProblems("# seed: 3\n", message);
    }

    @Test
    void rootWithoutKeys() {
        String message = "run.yaml:1: must consist of keys and values, not of one value or a list";
        assertProblems("- seed\n- 3", message);
        assertProblems("seed 3", message);
    }

    @Test
    void notYaml() {
        assertProblems(
                """
                data: {format: built-in}
                train: {epochs: 3
                seed: 3
                """, "run.yaml:3: must be valid YAML: while parsing a flow mapping expected ',' or '}', but got :");
    }

    /** What a program gets that shows problems its own way. */
    @Test
    void problemsHaveTheirParts() {
        assertThat(problems(RIGHT + "evaluate: {bach_size: 3}"))
                .containsExactly(new ConfigProblem(
                        "run.yaml:3", "evaluate.bach_size", "3", "unknown key", "evaluate.batch_size"));
    }

    private static void assertProblems(String yaml, String... lines) {
        assertThat(problems(yaml)).extracting(ConfigProblem::message).containsExactly(lines);
    }

    private static List<ConfigProblem> problems(String yaml) {
        ConfigException exception =
                catchThrowableOfType(ConfigException.class, () -> ExperimentFile.parse(yaml, "run.yaml", List.of()));
        assertThat(exception).as("no problem found in\n%s", yaml).isNotNull();
        assertThat(exception.getMessage().lines())
                .isEqualTo(exception.problems().stream()
                        .map(ConfigProblem::message)
                        .toList());
        return exception.problems();
    }
}
