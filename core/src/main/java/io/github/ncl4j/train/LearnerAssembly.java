package io.github.ncl4j.train;

import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.DistillConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.SecondStageConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.PretrainedBackbone;
import io.github.ncl4j.optimize.LearnableScale;
import io.github.ncl4j.optimize.Optimizer;
import io.github.ncl4j.run.Checkpoint;
import io.github.ncl4j.run.DataIdentity;
import io.github.ncl4j.torch.Autocast;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of an experiment that hold weights.
 *
 * @param learner from a batch to its loss
 * @param evaluated the learner's model, or the average of its weights where a run keeps one
 * @param optimizer of everything that the learner trains
 */
record LearnerAssembly(Learner learner, ExpertEnsemble evaluated, Optimizer optimizer) {

    private static final Logger LOG = LoggerFactory.getLogger(LearnerAssembly.class);

    /**
     * Builds the parts; the given resources own them from then on.
     *
     * <p>Random numbers decide the order: making an ensemble seeds the engine's generator, and the contrastive branch and the steps
     * draw on from there. So the teacher and the average, ensembles too, come before the model, and the branch right after it.
     *
     * @param fresh whether the run begins here, with the pretrained weights or the first stage that the configuration may name
     * @param resources owns what is built
     */
    static LearnerAssembly of(
            ModelDescription description, boolean fresh, Device device, GradientSync sync, OwnedResources resources) {
        ExperimentConfig config = description.config();
        warnOfSettings(config, device);
        DistillConfig distill = config.distill();
        List<Companion> companions = new ArrayList<>();
        if (distill != null) {
            companions.add(resources.own(Teacher.load(distill, config, description.classNames(), device)));
        }
        double decay = config.train().emaDecay();
        ExpertEnsemble averaged = decay > 0 ? resources.own(ensemble(description, device, sync)) : null;
        ExpertEnsemble model = resources.own(ensemble(description, device, sync));
        if (fresh) {
            begin(model, description, device);
        }
        ContrastiveConfig contrastive = config.contrastive();
        if (contrastive != null) {
            companions.add(resources.own(ContrastiveBranch.create(config.model(), contrastive, model, device, sync)));
        }
        if (averaged != null) {
            companions.add(new WeightAverage(model, averaged, decay));
        }
        Learner learner = new Learner(
                model,
                resources.own(new ImageInput(config.augment().normalization(), device)),
                resources.own(Objective.of(config, description.classCountArray(), device)),
                companions,
                config.train().activationCheckpointing() && !config.model().freezeBackbone());
        Optimizer optimizer = resources.own(optimizer(config, learner.parameters()));
        return new LearnerAssembly(learner, averaged == null ? model : averaged, optimizer);
    }

    /**
     * The checkpoints of these parts.
     *
     * @param device of the model; borrowed
     * @param data which images the run trains and is evaluated on
     * @param worldSize processes that train together
     */
    Checkpoint checkpoint(ModelDescription description, Device device, DataIdentity data, int worldSize) {
        return new Checkpoint(
                description, learner.model(), evaluated, learner.companions(), optimizer, device, data, worldSize);
    }

    private static Optimizer optimizer(ExperimentConfig config, Map<String, Tensor> parameters) {
        OptimizerConfig rule = config.train().optimizer();
        return config.secondStage() instanceof SecondStageConfig.LearnableScale
                ? new LearnableScale(rule, parameters)
                : Optimizer.of(rule, parameters);
    }

    private static void warnOfSettings(ExperimentConfig config, Device device) {
        if (config.augment().key() != null && config.contrastive() == null) {
            LOG.warn("augment.key has no effect without a section contrastive, so no second view is made");
        }
        if (config.train().precision() == TrainConfig.Precision.BFLOAT16) {
            Autocast.warnWhereSlow(device.type(), "train.precision is bfloat16");
        }
    }

    private static ExpertEnsemble ensemble(ModelDescription description, Device device, GradientSync sync) {
        ExperimentConfig config = description.config();
        return ExpertEnsemble.create(
                config.model(),
                config.contrastive(),
                config.train().precision(),
                description.classes(),
                config.seed(),
                device,
                sync.batchNorm());
    }

    /** Gives a model the weights that a run begins with. */
    private static void begin(ExpertEnsemble model, ModelDescription description, Device device) {
        PretrainedBackbone.load(description.config(), model);
        SecondStageConfig secondStage = description.config().secondStage();
        if (secondStage != null) {
            FirstStage.load(secondStage, description, model, device);
        }
    }
}
