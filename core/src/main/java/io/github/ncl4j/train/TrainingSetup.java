package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMixing;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.ContrastiveConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DistillConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.SecondStageConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.HeldOut;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.Partition;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.Evaluator;
import io.github.ncl4j.evaluate.ShotGroups;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.PretrainedBackbone;
import io.github.ncl4j.torch.Autocast;
import io.github.ncl4j.torch.Devices;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Memory;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SmallBlocks;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything a run needs, built from its configuration. Owns all of it. */
public final class TrainingSetup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingSetup.class);

    private final ExperimentConfig config;
    private final Deque<AutoCloseable> owned;
    private final ModelDescription description;
    private final Device device;
    private final @Nullable DataParallel parallel;
    private final BatchLoader trainLoader;
    private final List<String> leftOut;
    private final int trainImages;
    private final int validationImages;
    private final LearningRates learningRates;
    private final TrainStep step;
    private final @Nullable WeightAverage average;
    private final EpochEvaluator evaluator;

    private TrainingSetup(
            ExperimentConfig config,
            boolean fresh,
            Datasets datasets,
            Device device,
            World world,
            Deque<AutoCloseable> owned) {
        this.config = config;
        this.owned = owned;
        parallel = world.isAlone() ? null : own(new DataParallel(world, device));
        Partition share =
                new Partition(world.contract().rank(), world.contract().worldSize());
        this.device = device;
        double fraction = config.evaluate().validationFraction();
        HeldOut split = fraction == 0 ? null : HeldOut.of(datasets.train(), fraction, config.seed());
        ImageDataset images = split == null ? datasets.train() : split.train();
        int[] classCounts = images.classCounts();
        leftOut = datasets.leftOut();
        if (config.augment().key() != null && config.contrastive() == null) {
            LOG.warn("augment.key has no effect without a section contrastive, so no second view is made");
        }
        if (config.train().precision() == TrainConfig.Precision.BFLOAT16) {
            Autocast.warnWhereSlow(device.type(), "train.precision is bfloat16");
        }
        trainImages = images.size();
        validationImages = datasets.validation().size();
        description = new ModelDescription(
                config, images.classNames(), Arrays.stream(classCounts).boxed().toList());
        trainLoader = own(new BatchLoader(images, sampler(images), share, Pipeline.views(config), trainLoading()));
        if (stepsPerEpoch() == 0) {
            throw new DataException("an epoch has " + trainLoader.batches() + " batches of "
                    + config.train().batchSize() + " images" + (world.isAlone() ? "" : " for each process")
                    + " and a step " + config.train().accumulate()
                    + "; lower train.accumulate or train.batch_size");
        }
        if (validationImages < share.worldSize()) {
            throw new DataException("the " + validationImages + " validation images are too few for "
                    + share.worldSize() + " processes to share");
        }
        DistillConfig distill = config.distill();
        // Before the model, whose making leaves the engine's generator as it is without an average or a teacher.
        Teacher teacher = distill == null ? null : own(Teacher.load(distill, config, images.classNames(), device));
        ExpertEnsemble averaged = config.train().emaDecay() > 0 ? own(ensemble()) : null;
        ExpertEnsemble model = own(ensemble());
        if (fresh) {
            begin(model);
        }
        ImageInput input = own(new ImageInput(config.augment().normalization(), device));
        Objective objective = own(Objective.of(config, classCounts, device));
        ContrastiveBranch contrastive = contrastive(model);
        Optimizer optimizer = own(optimizer(parameters(model, contrastive)));
        average = averaged == null
                ? null
                : new WeightAverage(model, averaged, config.train().emaDecay());
        learningRates = new LearningRates(config.train(), stepsPerEpoch());
        step = new TrainStep(
                model,
                input,
                objective,
                contrastive,
                teacher,
                config.train().accumulate(),
                config.train().activationCheckpointing() && !config.model().freezeBackbone(),
                optimizer,
                config.train().clipNorm(),
                parallel);
        if (parallel != null) {
            own(parallel.average(optimizer.parameters().values()));
        }
        evaluator = own(new EpochEvaluator(
                new Evaluator(
                        averaged == null ? model : averaged,
                        input,
                        ShotGroups.of(classCounts, config.evaluate().protocol())),
                description,
                datasets.validation(),
                split == null ? null : split.heldOut(),
                world));
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
     * The same in one of several processes: with its share of the images, and a model that steps with those of the others.
     *
     * @param world borrowed
     */
    public static TrainingSetup create(ExperimentConfig config, String deviceName, boolean fresh, World world) {
        Datasets datasets = Datasets.open(config.data(), config.seed(), Pipeline::toShortestSide);
        Engine.start();
        Engine.setThreads(config.train().threads());
        try (PointerScope scope = new PointerScope()) {
            Device device = Memory.keep(Devices.parse(world.contract().device(deviceName)));
            Deque<AutoCloseable> owned = new ArrayDeque<>();
            owned.push(() -> Memory.release(device));
            try {
                TrainingSetup setup = new TrainingSetup(config, fresh, datasets, device, world, owned);
                SmallBlocks.reserve();
                return setup;
            } catch (RuntimeException e) {
                close(owned);
                throw e;
            }
        }
    }

    private ExpertEnsemble ensemble() {
        return ExpertEnsemble.create(
                config.model(),
                config.contrastive(),
                config.train().precision(),
                description.classes(),
                config.seed(),
                device,
                parallel == null ? null : parallel.batchNorm());
    }

    /** Gives a model the weights that a run begins with. */
    private void begin(ExpertEnsemble model) {
        Path pretrained = config.model().pretrained();
        if (pretrained != null) {
            PretrainedBackbone.load(pretrained, model);
        }
        SecondStageConfig secondStage = config.secondStage();
        if (secondStage != null) {
            FirstStage.load(secondStage, description, model, device);
        }
    }

    private Optimizer optimizer(Map<String, Tensor> parameters) {
        TrainConfig.Optimizer rule = config.train().optimizer();
        return config.secondStage() instanceof SecondStageConfig.LearnableScale
                ? new LearnableScale(rule, parameters)
                : Optimizer.of(rule, parameters);
    }

    private @Nullable ContrastiveBranch contrastive(ExpertEnsemble model) {
        ContrastiveConfig contrastive = config.contrastive();
        return contrastive == null
                ? null
                : own(ContrastiveBranch.create(config.model(), contrastive, model, device, parallel));
    }

    /**
     * Everything that is trained.
     *
     * @param contrastive null without the branch
     */
    public static Map<String, Tensor> parameters(ExpertEnsemble model, @Nullable ContrastiveBranch contrastive) {
        Map<String, Tensor> parameters = new LinkedHashMap<>(model.weights().parameters());
        if (contrastive != null) {
            parameters.putAll(contrastive.weights().parameters());
        }
        return parameters;
    }

    private Sampler sampler(ImageDataset images) {
        Sampler sampler = sampler(config.data().sampler(), images);
        return config.train().deferred() instanceof TrainConfig.Resample resample
                ? Sampler.deferred(sampler, resample.fromEpoch(), sampler(new DataConfig.ClassBalanced(), images))
                : sampler;
    }

    private Sampler sampler(DataConfig.Sampler sampler, ImageDataset images) {
        return Sampler.of(sampler, images, config.train().epochs(), config.seed());
    }

    private BatchLoader.Settings trainLoading() {
        return new BatchLoader.Settings(
                config.train().batchSize(),
                true,
                config.data().workers(),
                config.data().prefetch(),
                config.seed());
    }

    private <T extends AutoCloseable> T own(T resource) {
        owned.push(resource);
        return resource;
    }

    /**
     * Goes back to a checkpoint of the same run.
     *
     * @param file borrowed
     * @throws TrainingException if it is of another run, or of one with another teacher; the message lists every setting that
     *     differs
     */
    Progress resume(SafetensorsFile file) {
        ModelDescription saved = ModelDescription.fromMetadata(file.path(), file.metadata());
        List<String> differences = RunIdentity.differences(saved.config(), config);
        if (!differences.isEmpty()) {
            throw new TrainingException(file.path() + ": is of a run with other settings ("
                    + String.join("; ", differences) + "); restore them, or start a new run");
        }
        if (!saved.classCounts().equals(description.classCounts())) {
            throw new TrainingException(file.path() + ": was trained on other images: class counts "
                    + saved.classCounts() + ", now " + description.classCounts());
        }
        Teacher teacher = step.teacher();
        if (teacher != null) {
            teacher.requireTheOneOf(file.path(), Checkpoint.teacher(file));
        }
        return checkpoint().restore(file);
    }

    /** The images that cannot be read and are left out, a line for each. */
    List<String> leftOut() {
        return leftOut;
    }

    /** The other processes that take part; null if there is none. */
    public @Nullable DataParallel parallel() {
        return parallel;
    }

    Checkpoint checkpoint() {
        Teacher teacher = step.teacher();
        return new Checkpoint(
                description,
                step.model(),
                step.contrastive(),
                teacher == null ? null : teacher.checksum(),
                step.optimizer(),
                device,
                average,
                parallel == null ? 1 : parallel.world().contract().worldSize());
    }

    /** The average that is evaluated, to be updated after each step; null if the model itself is evaluated. */
    @Nullable
    WeightAverage average() {
        return average;
    }

    /** A step, ready to run. */
    public TrainStep step() {
        return step;
    }

    /** The batches of the current epoch that the steps still to take are made of; to be closed. */
    MicroBatches batches(Progress progress) {
        AugmentConfig.Mix mix = config.augment().mix();
        int first = progress.step() * config.train().accumulate();
        return new MicroBatches(
                trainLoader.epoch(progress.epoch(), first),
                mix == null ? null : new BatchMixing(mix, config.seed()),
                progress.epoch(),
                first);
    }

    EpochEvaluator evaluator() {
        return evaluator;
    }

    /** The training images, as the steps take them. */
    public BatchLoader trainLoader() {
        return trainLoader;
    }

    int epochs() {
        return config.train().epochs();
    }

    int stepsPerEpoch() {
        return trainLoader.batches() / config.train().accumulate();
    }

    LearningRates learningRates() {
        return learningRates;
    }

    /** What a listener is told first. */
    TrainingListener.RunStart start(Path folder, Progress progress) {
        return new TrainingListener.RunStart(
                folder,
                config.train().epochs(),
                stepsPerEpoch(),
                progress.epoch(),
                progress.step(),
                trainImages,
                validationImages,
                description.classCounts(),
                step.trainedWeights(),
                device.str().getString());
    }

    /** Frees everything, the newest first. */
    @Override
    public void close() {
        close(owned);
    }

    private static void close(Deque<AutoCloseable> owned) {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e); // none of ours declares a checked exception
            }
        }
    }
}
