package io.github.ncl4j.train;

import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.Partition;
import io.github.ncl4j.data.Sampler;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.DetailedEvaluation;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.evaluate.Evaluator;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.run.RunEvaluation;
import io.github.ncl4j.run.Selection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Measures the model between epochs, in all processes together. Owns the loaders. */
public final class EpochEvaluator implements AutoCloseable {

    private final Evaluator evaluator;
    private final ModelDescription description;
    private final ImageDataset validation;
    private final BatchLoader validationLoader;
    private final @Nullable ImageDataset heldOut;
    private final @Nullable BatchLoader heldOutLoader;
    private final Function<long[], List<long[]>> gather;
    private final int processes;

    /**
     * Opens the loaders.
     *
     * @param evaluator of the model that is trained, or of its average; borrowed
     * @param validation what accuracies are of
     * @param heldOut what the best epoch is chosen on; null where that is {@code validation}
     * @param world borrowed
     */
    EpochEvaluator(
            Evaluator evaluator,
            ModelDescription description,
            ImageDataset validation,
            @Nullable ImageDataset heldOut,
            World world) {
        this.evaluator = evaluator;
        this.description = description;
        this.validation = validation;
        this.heldOut = heldOut;
        Partition share =
                new Partition(world.contract().rank(), world.contract().worldSize());
        processes = share.worldSize();
        gather = world.isAlone() ? List::of : world.control()::gather;
        if (heldOut != null) {
            requireEnough(heldOut.size(), share.worldSize());
        }
        validationLoader = loader(description.config(), validation, share);
        heldOutLoader = heldOut == null ? null : loader(description.config(), heldOut, share);
    }

    /** Each process measures a share of the images that are held out. */
    public static void requireEnough(int heldOut, int processes) {
        if (heldOut < processes) {
            throw new DataException(
                    "the " + heldOut + " images that evaluate.validation_fraction holds out are too few for "
                            + processes + " processes to share; raise it, set it to 0, or use fewer processes");
        }
    }

    private static BatchLoader loader(ExperimentConfig config, ImageDataset images, Partition share) {
        return new BatchLoader(
                images,
                Sampler.inOrder(images.size()),
                share,
                List.of(Pipeline.evaluation(config)),
                BatchLoader.Settings.ofEvaluation(config));
    }

    /**
     * The accuracies.
     *
     * @param stops whether any process was asked to stop, a collective; asked before each batch
     * @throws EvaluationStopped if one was, in all processes
     */
    Evaluation evaluate(BooleanSupplier stops) {
        StopRounds rounds = rounds(validation, stops);
        return evaluator.before(rounds::next).evaluate(validationLoader, gather(rounds));
    }

    /** As {@link #evaluate}, with what is decided on each image. */
    DetailedEvaluation detail(BooleanSupplier stops) {
        return detail(validationLoader, validation, stops);
    }

    private DetailedEvaluation detail(BatchLoader loader, ImageDataset images, BooleanSupplier stops) {
        StopRounds rounds = rounds(images, stops);
        return evaluator.before(rounds::next).detail(loader, images.size(), gather(rounds));
    }

    private StopRounds rounds(ImageDataset images, BooleanSupplier stops) {
        return new StopRounds(
                images.size(), processes, description.config().evaluate().batchSize(), stops);
    }

    private Function<long[], List<long[]>> gather(StopRounds rounds) {
        return numbers -> {
            rounds.finish();
            return gather.apply(numbers);
        };
    }

    /** What the run keeps of a detailed evaluation. */
    RunEvaluation record(int epoch, DetailedEvaluation detail) {
        return RunEvaluation.of(epoch, description, detail.decisions(), validation);
    }

    /**
     * How good the model is on the images that are held out; null if none are.
     *
     * @param stops as in {@link #evaluate}
     * @throws EvaluationStopped as there
     */
    @Nullable
    Selection select(BooleanSupplier stops) {
        return heldOut == null || heldOutLoader == null
                ? null
                : Selection.of(detail(heldOutLoader, heldOut, stops).decisions(), description.classes());
    }

    @Override
    public void close() {
        validationLoader.close();
        if (heldOutLoader != null) {
            heldOutLoader.close();
        }
    }
}
