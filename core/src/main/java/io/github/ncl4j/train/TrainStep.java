package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMix;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.loss.MixedTargetsLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.CheckpointedFeatures;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.HostArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One step of gradient descent, from the bytes of its batches to updated weights.
 *
 * <p>A step of several batches (gradient accumulation) runs them one after another and adds up their gradients, each of the
 * loss divided by the number of batches, so that only one batch is in memory. All losses here are means over the rows of a
 * batch, so what is minimised is the mean over all images of the step, as in one large batch. What differs from that one is
 * batch norm, which normalises each batch by its own statistics and moves its running statistics once for each. Clipping,
 * the update and what follows it come once for a step; the keys of all its batches join the queues of the contrastive branch
 * together then, so that all have seen the same negatives.
 *
 * @param model the experts, updated in place
 * @param input how bytes become what the network sees
 * @param objective what is minimised
 * @param contrastive what is minimised beside it, by comparing the key view with the other; null without such a view
 * @param teacher what is learnt from beside the objective; null without one
 * @param accumulate batches of a step, at least 1
 * @param activationCheckpointing whether the activations of the backbones are computed again rather than kept, see {@link
 *     CheckpointedFeatures}; not for frozen ones
 * @param optimizer how a gradient becomes an update
 * @param clipNorm gradients are scaled down to at most this L2 norm over all parameters; 0 is off
 * @param parallel the other processes that take the step with their shares of the batch; null if there is none
 */
public record TrainStep(
        ExpertEnsemble model,
        ImageInput input,
        Objective objective,
        @Nullable ContrastiveBranch contrastive,
        @Nullable Teacher teacher,
        int accumulate,
        boolean activationCheckpointing,
        Optimizer optimizer,
        double clipNorm,
        @Nullable DataParallel parallel) {

    /** A step of one process, without a teacher. */
    public TrainStep(
            ExpertEnsemble model,
            ImageInput input,
            Objective objective,
            @Nullable ContrastiveBranch contrastive,
            int accumulate,
            boolean activationCheckpointing,
            Optimizer optimizer,
            double clipNorm) {
        this(
                model,
                input,
                objective,
                contrastive,
                null,
                accumulate,
                activationCheckpointing,
                optimizer,
                clipNorm,
                null);
    }

    /** A step of one batch without the contrastive branch. */
    public TrainStep(
            ExpertEnsemble model, ImageInput input, Objective objective, Optimizer optimizer, double clipNorm) {
        this(model, input, objective, null, 1, false, optimizer, clipNorm);
    }

    /**
     * A batch of a step.
     *
     * @param batch as loaded
     * @param mix the batch's pixels as mixed; null for the batch as it is. Not for the contrastive branch.
     */
    record MicroBatch(Batch batch, @Nullable BatchMix mix) {}

    /**
     * Runs a step of this one batch, however many a step should have. If the loss is not finite, nothing is updated except the
     * running statistics of batch norm.
     *
     * @param learningRate of this step
     */
    public StepResult run(Batch batch, double learningRate) {
        return run(batch, learningRate, StepClock.NONE);
    }

    /** The same, while a clock listens. */
    public StepResult run(Batch batch, double learningRate, StepClock clock) {
        return run(1, () -> new MicroBatch(batch, null), learningRate, clock);
    }

    /**
     * Runs a step. If the loss of one of its batches is not finite, nothing is updated except the running statistics of batch
     * norm, and the result is that of this batch alone.
     *
     * @param batches gives those of the step; the one before must not be needed any more when the next is asked for
     * @param learningRate of this step
     */
    StepResult run(Supplier<MicroBatch> batches, double learningRate, StepClock clock) {
        return run(accumulate, batches, learningRate, clock);
    }

    private StepResult run(int count, Supplier<MicroBatch> batches, double learningRate, StepClock clock) {
        try (PointerScope scope = new PointerScope()) {
            List<StepResult> results = new ArrayList<>();
            List<List<Tensor>> keys = new ArrayList<>();
            while (results.size() < count) {
                boolean last = results.size() == count - 1;
                StepResult result = accumulate(batches.get(), 1.0 / count, last, keys, scope, clock);
                if (!result.finite()) {
                    optimizer.zeroGradients();
                    return result;
                }
                results.add(result);
            }
            update(keys, learningRate);
            clock.ended(StepPart.OPTIMIZER);
            return StepResult.mean(results);
        }
    }

    /**
     * Adds the gradient of a batch to those of the parameters, unless its loss is not finite.
     *
     * @param share of the batch in the loss of the step
     * @param last whether it is the step's last batch
     * @param keys gets the batch's, as {@link ContrastiveBranch#afterUpdate} takes them
     * @param stepScope to which these belong
     */
    private StepResult accumulate(
            MicroBatch microBatch,
            double share,
            boolean last,
            List<List<Tensor>> keys,
            PointerScope stepScope,
            StepClock clock) {
        try (PointerScope scope = new PointerScope()) {
            Batch batch = microBatch.batch();
            BatchMix mix = microBatch.mix();
            Forward forward = mix == null ? forward(batch, clock) : forwardMixed(batch, mix, clock);
            StepResult result = report(forward.loss(), forward.logits(), forward.targets());
            clock.ended(StepPart.LOGGING);
            if (result.finite()) {
                backward(forward, share, last);
                clock.ended(StepPart.BACKWARD);
                if (forward.contrast() != null) {
                    forward.contrast().keys().forEach(stepScope::attach);
                    keys.add(forward.contrast().keys());
                }
            }
            return result;
        }
    }

    /**
     * What a batch gives before the update.
     *
     * @param images V N x 3 x H x W, normalised, view after view
     * @param loss with gradient
     * @param logits K x N x C
     * @param targets N classes
     * @param contrast null without the contrastive branch
     * @param checkpointed where the graph of the loss ends before the backbones: the features of each expert; else empty
     */
    public record Forward(
            Tensor images,
            Objective.Value loss,
            Tensor logits,
            Tensor targets,
            ContrastiveBranch.@Nullable Contrast contrast,
            List<CheckpointedFeatures> checkpointed) {

        /**
         * Adds the gradient of the loss to those of the parameters; once.
         *
         * @param share times which the gradient is taken
         */
        void backward(double share) {
            (share == 1 ? loss.total() : loss.total().mul(new Scalar(share))).backward();
            checkpointed.forEach(CheckpointedFeatures::backward);
        }
    }

    /** From bytes to the loss; all of it belongs to the caller's scope. */
    public Forward forward(Batch batch, StepClock clock) {
        Tensor images = input.images(batch);
        Tensor targets = input.targets(batch);
        clock.ended(StepPart.TRANSFER);
        return forward(images, targets, clock);
    }

    /**
     * From images to the loss. With the contrastive branch only the first view is classified, the second gives the keys.
     *
     * @param images V N x 3 x H x W, normalised, view after view
     * @param targets V N classes
     */
    Forward forward(Tensor images, Tensor targets, StepClock clock) {
        return forward(objective, images, targets, clock);
    }

    private Forward forward(Objective minimised, Tensor images, Tensor targets, StepClock clock) {
        long classified = contrastive == null ? images.size(0) : images.size(0) / 2;
        Tensor labels = targets.narrow(0, 0, classified);
        Tensor seen = images.narrow(0, 0, classified);
        Objective taught = teacher == null ? minimised : teacher.beside(minimised, seen);
        if (teacher != null) {
            clock.ended(StepPart.TEACHER);
        }
        List<CheckpointedFeatures> checkpointed =
                activationCheckpointing ? model.checkpointedFeatures(seen) : List.of();
        List<Tensor> features = activationCheckpointing
                ? checkpointed.stream().map(CheckpointedFeatures::features).toList()
                : model.features(seen, true); // K times N x F
        clock.ended(StepPart.BACKBONES);
        Tensor logits = model.classify(features, true); // K x N x C
        clock.ended(StepPart.CLASSIFIERS);
        Objective.Value loss = taught.forward(logits, labels);
        clock.ended(StepPart.LOSSES);
        if (contrastive == null) {
            return new Forward(images, loss, logits, labels, null, checkpointed);
        }
        ContrastiveBranch.Contrast contrast =
                contrastive.forward(features, images.narrow(0, classified, images.size(0) - classified));
        clock.ended(StepPart.CONTRAST);
        return new Forward(
                images,
                loss.plus("contrastive", contrast.loss(), contrastive.ratio()),
                logits,
                labels,
                contrast,
                checkpointed);
    }

    /** From mixed images to a loss that counts the partners' classes too. */
    private Forward forwardMixed(Batch batch, BatchMix mix, StepClock clock) {
        int rows = batch.views() * batch.count();
        Tensor images = input.images(mix.pixels(), rows, batch.height(), batch.width());
        Tensor targets = input.targets(batch);
        long[] partners =
                Arrays.stream(mix.partners()).mapToLong(i -> batch.targets()[i]).toArray();
        Objective mixed =
                new MixedTargetsLoss(objective, input.targets(partners).repeat(batch.views()), mix.lambda());
        clock.ended(StepPart.TRANSFER);
        return forward(mixed, images, targets, clock);
    }

    /** The same step without activation checkpointing: the graph of its loss reaches from the images on. */
    public TrainStep keepingActivations() {
        return new TrainStep(
                model, input, objective, contrastive, teacher, accumulate, false, optimizer, clipNorm, parallel);
    }

    /**
     * Adds the gradient of a batch to those of the parameters. With the last batch of a step, several processes make them the
     * means over all, those of the earlier batches included: they meet once for a step.
     *
     * @param share of the batch in the loss of the step
     * @param last whether it is the step's last batch
     */
    void backward(Forward forward, double share, boolean last) {
        if (parallel == null || !last) {
            forward.backward(share);
        } else {
            parallel.backward(() -> forward.backward(share));
        }
    }

    /** How many numbers are trained. */
    public long trainedWeights() {
        return optimizer.parameters().values().stream().mapToLong(Tensor::numel).sum();
    }

    /**
     * From gradients to updated weights.
     *
     * @param keys of the step, as {@link ContrastiveBranch#afterUpdate} takes them; not used without the contrastive branch
     */
    void update(List<List<Tensor>> keys, double learningRate) {
        if (clipNorm > 0) {
            GradientClipping.clip(optimizer.parameters(), clipNorm);
        }
        if (contrastive != null) {
            contrastive.beforeUpdate();
        }
        optimizer.step(learningRate);
        optimizer.zeroGradients();
        if (contrastive != null) {
            contrastive.afterUpdate(keys);
        }
    }

    /** One copy to the host for all the numbers of a step; of several processes the sums, and the means of the losses. */
    private StepResult report(Objective.Value loss, Tensor logits, Tensor targets) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor predicted = logits.mean(0).argmax(new LongOptional(1), false);
            Tensor correct = predicted.eq(targets).sum();
            Tensor[] numbers = new Tensor[2 + loss.parts().size()];
            numbers[0] = correct.to(torch.ScalarType.Double);
            numbers[1] = loss.total().to(torch.ScalarType.Double);
            int next = 2;
            for (Tensor part : loss.parts().values()) {
                numbers[next++] = part.to(torch.ScalarType.Double);
            }
            Tensor scalars = torch.stack(new TensorVector(numbers), 0);
            Objective.HardCategories hard = loss.hardCategories();
            double[] values = HostArrays.doubles(
                    hard == null
                            ? scalars
                            : torch.cat(new TensorVector(scalars, hard.counts().to(torch.ScalarType.Double)), 0));
            int processes = 1;
            if (parallel != null) {
                values = parallel.sum(values);
                processes = parallel.world().contract().worldSize();
            }
            Map<String, Double> parts = new LinkedHashMap<>();
            next = 2;
            for (String name : loss.parts().keySet()) {
                parts.put(name, values[next++] / processes);
            }
            return new StepResult(
                    (int) targets.size(0) * processes,
                    (int) values[0],
                    values[1] / processes,
                    parts,
                    hard == null ? null : counts(hard.choices() * processes, values, next));
        }
    }

    private static HardCategoryCounts counts(long choices, double[] values, int from) {
        long[] counts = new long[values.length - from];
        for (int c = 0; c < counts.length; c++) {
            counts[c] = (long) values[from + c];
        }
        return new HardCategoryCounts(choices, counts);
    }
}
