package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMixing;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.DeferredConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.HeldOut;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.Partition;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.Evaluator;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.run.DataIdentity;
import io.github.ncl4j.run.Progress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The images of a training, this process's share of them, and the batches that its steps take. Owns the loader. */
public final class TrainingData implements AutoCloseable {

    private final ExperimentConfig config;
    private final World world;
    private final ImageDataset train;
    private final @Nullable ImageDataset heldOut;
    private final Datasets datasets;
    private final ModelDescription description;
    private final BatchLoader loader;

    private TrainingData(ExperimentConfig config, World world, Datasets datasets) {
        this.config = config;
        this.world = world;
        double fraction = config.evaluate().validationFraction();
        HeldOut split = fraction == 0 ? null : HeldOut.of(datasets.train(), fraction, config.seed());
        train = split == null ? datasets.train() : split.train();
        heldOut = split == null ? null : split.heldOut();
        this.datasets = datasets;
        description = new ModelDescription(
                config,
                train.classNames(),
                Arrays.stream(train.classCounts()).boxed().toList());
        loader = new BatchLoader(train, sampler(), share(world), Pipeline.views(config), loading());
    }

    /**
     * Reads the data of an experiment.
     *
     * @param world all processes; borrowed
     * @throws DataException if the data cannot be used, or are too few for a step or for the processes
     */
    static TrainingData open(ExperimentConfig config, World world) {
        Datasets datasets = Datasets.open(config.data(), config.seed(), Pipeline.preparations(config));
        TrainingData data = new TrainingData(config, world, datasets);
        try {
            data.requireEnough();
            return data;
        } catch (DataException e) {
            data.close();
            throw e;
        }
    }

    private void requireEnough() {
        if (stepsPerEpoch() == 0) {
            throw new DataException("an epoch has " + loader.batches() + " batches of "
                    + config.train().batchSize() + " images" + (world.isAlone() ? "" : " for each process")
                    + " and a step " + config.train().accumulate() + "; lower train.accumulate or train.batch_size");
        }
        int processes = world.contract().worldSize();
        if (validationImages() < processes) {
            throw new DataException("the " + validationImages() + " validation images are too few for " + processes
                    + " processes to share");
        }
    }

    private static Partition share(World world) {
        return new Partition(world.contract().rank(), world.contract().worldSize());
    }

    private Sampler sampler() {
        Sampler sampler = sampler(config.data().sampler());
        return config.train().deferred() instanceof DeferredConfig.Resample resample
                ? Sampler.deferred(sampler, resample.fromEpoch(), sampler(new DataConfig.ClassBalanced()))
                : sampler;
    }

    private Sampler sampler(DataConfig.Sampler sampler) {
        return Sampler.of(sampler, train, config.train().epochs(), config.seed());
    }

    private BatchLoader.Settings loading() {
        return new BatchLoader.Settings(
                config.train().batchSize(),
                true,
                config.data().workers(),
                config.data().prefetch(),
                config.seed());
    }

    /** The configuration and the classes, as a checkpoint holds them. */
    ModelDescription description() {
        return description;
    }

    /** Digests of the images, for the other processes to compare. */
    DataDigest digest() {
        return DataDigest.of(datasets);
    }

    /** Which images the run trains and is evaluated on. */
    DataIdentity identity() {
        return DataIdentity.of(config.data(), train, datasets.validation());
    }

    /** The number of training images. */
    int trainImages() {
        return train.size();
    }

    /** The number of validation images. */
    int validationImages() {
        return datasets.validation().size();
    }

    /** The images that cannot be read and are left out, a line for each. */
    List<String> leftOut() {
        return datasets.leftOut();
    }

    /** The training images, as the steps take them; borrowed. */
    public BatchLoader loader() {
        return loader;
    }

    int stepsPerEpoch() {
        return loader.batches() / config.train().accumulate();
    }

    /** The batches of the current epoch that the steps still to take are made of; to be closed. */
    MicroBatches batches(Progress progress) {
        AugmentConfig.Mix mix = config.augment().mix();
        int first = progress.step() * config.train().accumulate();
        return new MicroBatches(
                loader.epoch(progress.epoch(), first),
                mix == null ? null : new BatchMixing(mix, config.seed()),
                progress.epoch(),
                first);
    }

    /** Measures a model on the validation images and on those held out of training; to be closed. */
    EpochEvaluator evaluator(Evaluator evaluator) {
        return new EpochEvaluator(evaluator, description, datasets.validation(), heldOut, world);
    }

    @Override
    public void close() {
        loader.close();
    }
}
