package io.github.ncl4j.evaluate;

import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.BatchLoader;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.HostArrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures a model on images: no gradients, running statistics untouched, one copy of logits to the host per batch. */
public final class Evaluator {

    private static final Logger LOG = LoggerFactory.getLogger(Evaluator.class);

    private final ExpertEnsemble model;
    private final ImageInput input;
    private final ShotGroups groups;
    private final @Nullable LogitAdjustment adjustment;
    private final TestTimeAveraging averaging;
    private final Runnable beforeBatch;

    /**
     * Prepares evaluations.
     *
     * @param model borrowed
     * @param input borrowed; on the model's device
     * @param groups of the classes that the model predicts
     */
    public Evaluator(ExpertEnsemble model, ImageInput input, ShotGroups groups) {
        this(model, input, groups, null, TestTimeAveraging.NONE);
    }

    /**
     * The same with another prediction.
     *
     * @param adjustment of every expert's logits, and so of their mean; borrowed; null for none
     * @param averaging the views of each image whose logits are averaged
     */
    public Evaluator(
            ExpertEnsemble model,
            ImageInput input,
            ShotGroups groups,
            @Nullable LogitAdjustment adjustment,
            TestTimeAveraging averaging) {
        this(model, input, groups, adjustment, averaging, () -> {});
    }

    private Evaluator(
            ExpertEnsemble model,
            ImageInput input,
            ShotGroups groups,
            @Nullable LogitAdjustment adjustment,
            TestTimeAveraging averaging,
            Runnable beforeBatch) {
        this.model = model;
        this.input = input;
        this.groups = groups;
        this.adjustment = adjustment;
        this.averaging = averaging;
        this.beforeBatch = beforeBatch;
    }

    /**
     * Makes an evaluator that runs something before each batch. An exception from that ends the evaluation.
     *
     * @param action runs on the thread that evaluates
     */
    public Evaluator before(Runnable action) {
        return new Evaluator(model, input, groups, adjustment, averaging, action);
    }

    /**
     * Measures the model as it is now. Logs a warning if a logit is not finite; such images count as wrong ({@link
     * Evaluation#undecided}).
     *
     * @param loader of the images to measure on, in any order; one that drops its last batch leaves images unmeasured
     * @throws IllegalArgumentException if the groups are of another number of classes than the model, or a target is
     */
    public Evaluation evaluate(BatchLoader loader) {
        return evaluate(loader, List::of);
    }

    /**
     * The same on images that several processes have shares of.
     *
     * @param gather from the {@link EvaluationCounter#counts} of this process to those of all, which are added up
     */
    public Evaluation evaluate(BatchLoader loader, Function<long[], List<long[]>> gather) {
        return evaluate(loader, gather, List.of());
    }

    /**
     * The same, with what was decided on each image.
     *
     * @param images the number of images of the data set that all processes measure together
     * @throws IllegalStateException if an image of the data set is not measured
     */
    public DetailedEvaluation detail(BatchLoader loader, int images, Function<long[], List<long[]>> gather) {
        DecisionRecorder own = recorder(images);
        Evaluation evaluation = evaluate(loader, gather, List.of(own));
        DecisionRecorder all = recorder(images);
        gather.apply(own.numbers()).forEach(all::add);
        return new DetailedEvaluation(evaluation, all.complete());
    }

    private DecisionRecorder recorder(int images) {
        return new DecisionRecorder(images, model.experts().size(), groups.classes());
    }

    /** The same as {@link #evaluate(BatchLoader, Function)} for further takers of the logits too. */
    Evaluation evaluate(BatchLoader loader, Function<long[], List<long[]>> gather, List<? extends LogitsSink> sinks) {
        EvaluationCounter own = new EvaluationCounter(model.experts().size(), groups);
        measure(loader, own, sinks);
        EvaluationCounter all = new EvaluationCounter(model.experts().size(), groups);
        gather.apply(own.counts()).forEach(all::add);
        Evaluation evaluation = all.evaluation();
        if (evaluation.undecided() > 0) {
            LOG.warn(
                    "{} of {} images have logits that are NaN or infinite, and count as wrong",
                    evaluation.undecided(),
                    evaluation.images());
        }
        return evaluation;
    }

    private void measure(BatchLoader loader, EvaluationCounter tally, List<? extends LogitsSink> sinks) {
        try (BatchLoader.Epoch epoch = loader.epoch(1, 0);
                NoGradGuard noGrad = new NoGradGuard()) {
            while (epoch.hasNext()) {
                beforeBatch.run();
                Batch batch = epoch.next();
                float[] logits = logits(batch);
                tally.add(logits, batch.targets());
                sinks.forEach(sink -> sink.add(logits, batch.targets(), batch.indices()));
            }
        }
    }

    private float[] logits(Batch batch) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> views = averaging.views(input.images(batch));
            Tensor logits = model.forward(views.get(0), false);
            if (views.size() > 1) {
                for (Tensor view : views.subList(1, views.size())) {
                    logits = logits.add(model.forward(view, false));
                }
                logits = logits.div(new Scalar(views.size()));
            }
            return HostArrays.floats(adjustment == null ? logits : adjustment.adjust(logits));
        }
    }
}
