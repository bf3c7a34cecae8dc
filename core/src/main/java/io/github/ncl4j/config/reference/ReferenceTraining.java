package io.github.ncl4j.config.reference;

import static io.github.ncl4j.config.reference.ReferenceSettings.FLAG;
import static io.github.ncl4j.config.yaml.ValueType.INTEGER;
import static io.github.ncl4j.config.yaml.ValueType.INTEGERS;
import static io.github.ncl4j.config.yaml.ValueType.REAL;
import static io.github.ncl4j.config.yaml.ValueType.REALS;
import static io.github.ncl4j.config.yaml.ValueType.TEXT;
import static io.github.ncl4j.config.yaml.ValueType.TEXTS;

import java.util.List;
import java.util.Map;

/** The other half of {@link ReferenceTranslation}: the run, its loaders, its steps, and how it is measured. */
final class ReferenceTraining {

    private static final String FIXED_TRANSFORMS = "the data set class fixes the transforms, in the reference too";
    private static final String SCHEDULE = "TRAIN.LR_SCHEDULER.";
    private static final String OPTIMIZER = "TRAIN.OPTIMIZER.";

    private final ReferenceSettings settings;
    private final NativeTree tree;

    ReferenceTraining(ReferenceSettings settings, NativeTree tree) {
        this.settings = settings;
        this.tree = tree;
    }

    void translate() {
        run();
        loaders();
        tree.copy("TRAIN.MAX_EPOCH", "60", "train.epochs");
        optimizer();
        schedule();
        evaluation();
        transforms();
    }

    private void run() {
        tree.copy("RAND_SEED", "42", "seed");
        tree.copy("NAME", "default", "name");
        settings.noEffect("OUTPUT_DIR", TEXT, "where a run is written is said when it is started");
        settings.noEffect("SAVE_STEP", INTEGER, "a checkpoint is written after each epoch");
        settings.noEffect("SHOW_STEP", INTEGER, "progress is shown all the time");
        settings.noEffect("RESUME_MODEL", TEXT, "what a run resumes from is said when it is started");
        settings.noEffect("RESUME_MODE", TEXT, "a run that is resumed has all of its state again");
        settings.noEffect("TRAIN.TENSORBOARD.ENABLE", FLAG, "TensorBoard's events are always written");
        settings.noEffect("TRAIN.SYNCBN", FLAG, "the reference never reads it");
        if (settings.get("TRAIN.DISTRIBUTED", FLAG, false)) {
            settings.remark(
                    "TRAIN.DISTRIBUTED",
                    "one process trains; TRAIN.BATCH_SIZE was the batch of each GPU there, and is the whole batch here");
        }
        if (settings.get("EVAL_MODE", FLAG, false)) {
            settings.problem("EVAL_MODE", "must be False; batch norm always learns its statistics in training");
        }
    }

    private void loaders() {
        tree.copy("TRAIN.BATCH_SIZE", "32", "train.batch_size");
        if (!settings.get("TRAIN.SHUFFLE", FLAG, true)) {
            settings.problem("TRAIN.SHUFFLE", "must be True; the images of an epoch always come in a new order");
        }
        // Without workers PyTorch loads in the training loop; the images are the same.
        if (settings.node("TRAIN.NUM_WORKERS", "8").display().equals("0")) {
            tree.set("data.workers", "1");
        } else {
            tree.copy("TRAIN.NUM_WORKERS", "8", "data.workers");
        }
        settings.noEffect("TEST.NUM_WORKERS", INTEGER, "TRAIN.NUM_WORKERS is for validation too");
        settings.noEffect("PIN_MEMORY", FLAG, "it decides on speed alone");
        List<String> samplers = settings.get("TRAIN.SAMPLER.MULTI_NETWORK_TYPE", TEXTS, List.of("default"));
        Map<String, String> types = Map.of(
                "default", "instance",
                "weighted_balance", "class-balanced",
                "weighted_square", "fourth-root",
                "weighted_progressive", "progressively-balanced");
        String type = samplers.isEmpty() ? null : types.get(samplers.get(0));
        if (type == null) {
            settings.problem(
                    "TRAIN.SAMPLER.MULTI_NETWORK_TYPE",
                    "must begin with one of default, weighted_balance, weighted_progressive, weighted_square");
        } else {
            tree.set("data.sampler.type", type);
        }
        settings.noEffect(
                "TRAIN.SAMPLER.TYPE",
                TEXT,
                "TRAIN.SAMPLER.MULTI_NETWORK_TYPE chooses the sampler, in the reference too");
    }

    private void optimizer() {
        String type = settings.choose(OPTIMIZER + "TYPE", Map.of("SGD", "sgd", "ADAM", "adam"), "SGD");
        tree.set("train.optimizer.type", type);
        tree.copy(OPTIMIZER + "BASE_LR", "0.001", "train.optimizer.learning_rate");
        tree.copy(OPTIMIZER + "WEIGHT_DECAY", "1e-4", "train.optimizer.weight_decay");
        if (type.equals("sgd")) {
            tree.copy(OPTIMIZER + "MOMENTUM", "0.9", "train.optimizer.momentum");
            tree.set("train.optimizer.nesterov", "true");
        } else {
            settings.noEffect(OPTIMIZER + "MOMENTUM", REAL, "ADAM has moments of its own");
        }
    }

    private void schedule() {
        String type = settings.choose(
                SCHEDULE + "TYPE",
                Map.of("multistep", "multistep", "cosine", "cosine", "warmup", "warmup-multistep"),
                "multistep");
        String other = "it belongs to another " + SCHEDULE + "TYPE";
        tree.set("train.schedule.type", type);
        if (type.equals("cosine")) {
            tree.copy(SCHEDULE + "COSINE_DECAY_END", "0", "train.schedule.decay_epochs");
            tree.set("train.schedule.minimum", "1e-4");
            settings.noEffect(SCHEDULE + "LR_STEP", INTEGERS, other);
            settings.noEffect(SCHEDULE + "LR_FACTOR", REAL, other);
        } else {
            tree.copy(SCHEDULE + "LR_STEP", "[40, 50]", "train.schedule.milestones");
            tree.copy(SCHEDULE + "LR_FACTOR", "0.1", "train.schedule.factor");
            settings.noEffect(SCHEDULE + "COSINE_DECAY_END", INTEGER, other);
        }
        if (type.equals("warmup-multistep")) {
            tree.copy(SCHEDULE + "WARM_EPOCH", "5", "train.schedule.warmup_epochs");
        } else {
            settings.noEffect(SCHEDULE + "WARM_EPOCH", INTEGER, other);
        }
    }

    private void evaluation() {
        tree.copy("TEST.BATCH_SIZE", "32", "evaluate.batch_size");
        if (settings.node("VALID_STEP", "5").display().equals("-1")) {
            Integer epochs = INTEGER.conversion().of(settings.node("TRAIN.MAX_EPOCH", "60"));
            tree.set("evaluate.every_epochs", Integer.toString(epochs == null ? 1 : Math.max(1, epochs)));
            settings.remark("VALID_STEP", "the last epoch is measured in any case");
        } else {
            tree.copy("VALID_STEP", "5", "evaluate.every_epochs");
        }
        settings.noEffect("TEST.MODEL_FILE", TEXT, "the reference never reads it");
    }

    private void transforms() {
        settings.noEffect("INPUT_SIZE", INTEGERS, FIXED_TRANSFORMS);
        settings.noEffect("TRANSFORMS.TRAIN_TRANSFORMS", TEXTS, FIXED_TRANSFORMS);
        settings.noEffect("TRANSFORMS.TEST_TRANSFORMS", TEXTS, FIXED_TRANSFORMS);
        settings.noEffect("TRANSFORMS.MULTI_AUG", FLAG, FIXED_TRANSFORMS);
        settings.noEffect("TRANSFORMS.PROCESS_DETAIL.RANDOM_CROP.PADDING", INTEGER, FIXED_TRANSFORMS);
        settings.noEffect("TRANSFORMS.PROCESS_DETAIL.RANDOM_RESIZED_CROP.SCALE", REALS, FIXED_TRANSFORMS);
        settings.noEffect("TRANSFORMS.PROCESS_DETAIL.RANDOM_RESIZED_CROP.RATIO", REALS, FIXED_TRANSFORMS);
    }
}
