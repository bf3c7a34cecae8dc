package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.SecondStageConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.Evaluator;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.torch.Autocast;
import io.github.ncl4j.torch.Devices;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.torch.SmallBlocks;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything a run needs, built from its configuration. Owns all of it. */
public final class TrainingSetup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingSetup.class);

    private final ExperimentConfig config;
    private final World world;
    private final TrainingData data;
    private final OwnedResources resources;
    private final GradientSync sync;
    private final LearningRates learningRates;
    private final TrainStep step;
    private final Checkpoint checkpoint;
    private final EpochEvaluator evaluator;
    private final String deviceName;

    private TrainingSetup(
            ExperimentConfig config,
            boolean fresh,
            TrainingData data,
            Device device,
            World world,
            OwnedResources resources) {
        this.config = config;
        this.world = world;
        this.data = data;
        this.resources = resources;
        warnOfSettings(device);
        deviceName = device.str().getString();
        sync = resources.own(GradientSync.of(world, device));
        ModelDescription description = data.description();
        LearnerAssembly assembly = LearnerAssembly.of(description, fresh, device, sync, resources);
        Learner learner = assembly.learner();
        Optimizer optimizer = resources.own(optimizer(learner.parameters()));
        resources.own(sync.average(optimizer.parameters().values()));
        step = new TrainStep(
                learner, optimizer, config.train().clipNorm(), config.train().accumulate(), sync);
        learningRates = new LearningRates(config.train(), data.stepsPerEpoch());
        checkpoint = new Checkpoint(
                description,
                learner,
                assembly.evaluated(),
                optimizer,
                device,
                data.identity(),
                world.contract().worldSize());
        evaluator = resources.own(data.evaluator(new Evaluator(
                assembly.evaluated(),
                learner.input(),
                ShotGroups.of(data.classCounts(), config.evaluate().protocol()))));
    }

    private void warnOfSettings(Device device) {
        if (config.augment().key() != null && config.contrastive() == null) {
            LOG.warn("augment.key has no effect without a section contrastive, so no second view is made");
        }
        if (config.train().precision() == TrainConfig.Precision.BFLOAT16) {
            Autocast.warnWhereSlow(device.type(), "train.precision is bfloat16");
        }
    }

    /**
     * Starts the engine with the configuration's threads, reads the data and builds the rest.
     *
     * @param fresh whether the run begins here, and so with the pretrained weights or the first stage that the configuration
     *     may name; one that goes on has its weights from a checkpoint
     */
    public static TrainingSetup create(ExperimentConfig config, String deviceName, boolean fresh) {
        return create(config, deviceName, fresh, World.alone());
    }

    /**
     * Builds the setup of one of several processes: with its share of the images, and a model that steps with those of the others.
     *
     * @param world borrowed
     */
    public static TrainingSetup create(ExperimentConfig config, String deviceName, boolean fresh, World world) {
        OwnedResources resources = new OwnedResources();
        try (PointerScope scope = new PointerScope()) {
            TrainingData data = resources.own(TrainingData.open(config, world));
            Engine.start();
            Engine.setThreads(config.train().threads());
            Device device = Memory.keep(Devices.parse(world.contract().device(deviceName)));
            resources.own(() -> Memory.release(device));
            TrainingSetup setup = new TrainingSetup(config, fresh, data, device, world, resources);
            SmallBlocks.reserve();
            return setup;
        } catch (RuntimeException e) {
            resources.close();
            throw e;
        }
    }

    private Optimizer optimizer(Map<String, Tensor> parameters) {
        TrainConfig.Optimizer rule = config.train().optimizer();
        return config.secondStage() instanceof SecondStageConfig.LearnableScale
                ? new LearnableScale(rule, parameters)
                : Optimizer.of(rule, parameters);
    }

    ExperimentConfig config() {
        return config;
    }

    /** The processes that take part. */
    World world() {
        return world;
    }

    /** How they keep their steps together. */
    public GradientSync sync() {
        return sync;
    }

    /** From a batch to its loss. */
    public Learner learner() {
        return step.learner();
    }

    /** A step, ready to run. */
    public TrainStep step() {
        return step;
    }

    /** The images, and the batches that the steps take. */
    public TrainingData data() {
        return data;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    EpochEvaluator evaluator() {
        return evaluator;
    }

    LearningRates learningRates() {
        return learningRates;
    }

    /** Reported to a listener before the first step. */
    TrainingListener.RunStart start(Path folder, Progress progress) {
        return new TrainingListener.RunStart(
                folder,
                config.train().epochs(),
                data.stepsPerEpoch(),
                progress.epoch(),
                progress.step(),
                data.trainImages(),
                data.validationImages(),
                checkpoint.description().classCounts(),
                step.trainedWeights(),
                deviceName);
    }

    /** Frees everything, the newest first. */
    @Override
    public void close() {
        resources.close();
    }
}
