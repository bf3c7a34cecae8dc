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
import io.github.ncl4j.model.ModelDescription;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Measures the model between epochs, in all processes together. Owns the loaders. */
final class EpochEvaluator implements AutoCloseable {

    private final Evaluator evaluator;
    private final ModelDescription description;
    private final ImageDataset validation;
    private final BatchLoader validationLoader;
    private final @Nullable ImageDataset heldOut;
    private final @Nullable BatchLoader heldOutLoader;
    private final Function<long[], List<long[]>> gather;

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
        gather = world.isAlone() ? List::of : world.control()::gather;
        validationLoader = loader(description.config(), validation, share);
        heldOutLoader = heldOut == null ? null : loader(description.config(), heldOut, share);
    }

    private static BatchLoader loader(ExperimentConfig config, ImageDataset images, Partition share) {
        return new BatchLoader(
                images,
                Sampler.inOrder(images.size()),
                share,
                List.of(Pipeline.of(config.augment().evaluate())),
                BatchLoader.Settings.ofEvaluation(config));
    }

    /** The accuracies. */
    Evaluation evaluate() {
        return evaluator.evaluate(validationLoader, gather);
    }

    /** The same, with what is decided on each image. */
    DetailedEvaluation detail() {
        return evaluator.detail(validationLoader, validation.size(), gather);
    }

    /** What the run keeps of a detailed evaluation. */
    RunEvaluation record(int epoch, DetailedEvaluation detail) {
        return RunEvaluation.of(epoch, description, detail.decisions(), validation);
    }

    /** How good the model is on the images that are held out; null if none are. */
    @Nullable
    Selection select() {
        return heldOut == null || heldOutLoader == null
                ? null
                : Selection.of(
                        evaluator.detail(heldOutLoader, heldOut.size(), gather).decisions(), description.classes());
    }

    @Override
    public void close() {
        validationLoader.close();
        if (heldOutLoader != null) {
            heldOutLoader.close();
        }
    }
}
