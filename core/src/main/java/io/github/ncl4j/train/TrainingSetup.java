package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.Evaluator;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.optimize.LearningRates;
import io.github.ncl4j.run.Checkpoint;
import io.github.ncl4j.torch.Devices;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.torch.SmallBlocks;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;

/** Everything a run needs, built from its configuration. Owns all of it. */
public final class TrainingSetup implements AutoCloseable {

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
        deviceName = device.str().getString();
        sync = resources.own(GradientSync.of(world, device));
        ModelDescription description = data.description();
        LearnerAssembly assembly = LearnerAssembly.of(description, fresh, device, sync, resources);
        step = new TrainStep(
                assembly.learner(),
                assembly.optimizer(),
                config.train().clipNorm(),
                config.train().accumulate(),
                sync);
        resources.own(sync.average(step.optimizer().parameters().values()));
        learningRates = new LearningRates(config.train(), data.stepsPerEpoch());
        checkpoint = assembly.checkpoint(
                description, device, data.identity(), world.contract().worldSize());
        evaluator = resources.own(data.evaluator(new Evaluator(
                assembly.evaluated(),
                step.learner().input(),
                ShotGroups.of(description.classCountArray(), config.evaluate().protocol()))));
    }

    /**
     * Starts the engine with the configuration's threads, reads the data and builds the rest.
     *
     * @param fresh whether the run begins here, and so with the pretrained weights or the first stage that the configuration
     *     may name; a resumed one has its weights from a checkpoint
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

    /** Where the training computes, as {@code cpu} or {@code cuda:0}. */
    String deviceName() {
        return deviceName;
    }

    /** Frees everything, the newest first. */
    @Override
    public void close() {
        resources.close();
    }
}
