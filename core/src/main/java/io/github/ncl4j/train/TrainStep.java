package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMix;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.loss.MixedTargetsLoss;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.HostArrays;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * One step of gradient descent, from the bytes of a batch to updated weights.
 *
 * @param model the experts, updated in place
 * @param input how bytes become what the network sees
 * @param objective what is minimised
 * @param contrastive what is minimised beside it, by comparing the key view with the other; null without such a view
 * @param optimizer how a gradient becomes an update
 * @param clipNorm gradients are scaled down to at most this L2 norm over all parameters; 0 is off
 */
public record TrainStep(
        ExpertEnsemble model,
        ImageInput input,
        Objective objective,
        @Nullable ContrastiveBranch contrastive,
        Optimizer optimizer,
        double clipNorm) {

    /** A step without the contrastive branch. */
    public TrainStep(
            ExpertEnsemble model, ImageInput input, Objective objective, Optimizer optimizer, double clipNorm) {
        this(model, input, objective, null, optimizer, clipNorm);
    }

    /**
     * Runs the step. If the loss is not finite, nothing is updated except the running statistics of batch norm.
     *
     * @param learningRate of this step
     */
    public StepResult run(Batch batch, double learningRate) {
        return run(batch, null, learningRate, StepClock.NONE);
    }

    /** The same, while a clock listens. */
    public StepResult run(Batch batch, double learningRate, StepClock clock) {
        return run(batch, null, learningRate, clock);
    }

    /**
     * Runs the step on mixed images.
     *
     * @param mix the batch's pixels as mixed; null for the batch as it is. Not for the contrastive branch.
     * @param learningRate of this step
     */
    StepResult run(Batch batch, @Nullable BatchMix mix, double learningRate, StepClock clock) {
        try (PointerScope scope = new PointerScope()) {
            Forward forward = mix == null ? forward(batch, clock) : forwardMixed(batch, mix, clock);
            StepResult result = report(forward.loss(), forward.logits(), forward.targets());
            clock.ended(StepPart.LOGGING);
            if (result.finite()) {
                forward.loss().total().backward();
                clock.ended(StepPart.BACKWARD);
                update(forward, learningRate);
                clock.ended(StepPart.OPTIMIZER);
            }
            return result;
        }
    }

    /**
     * What the batch gives before the update.
     *
     * @param images V N x 3 x H x W, normalised, view after view
     * @param loss with gradient
     * @param logits K x N x C
     * @param targets N classes
     * @param contrast null without the contrastive branch
     */
    public record Forward(
            Tensor images,
            Objective.Value loss,
            Tensor logits,
            Tensor targets,
            ContrastiveBranch.@Nullable Contrast contrast) {}

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
        List<Tensor> features = model.features(images.narrow(0, 0, classified), true); // K times N x F
        clock.ended(StepPart.BACKBONES);
        Tensor logits = model.classify(features, true); // K x N x C
        clock.ended(StepPart.CLASSIFIERS);
        Objective.Value loss = minimised.forward(logits, labels);
        clock.ended(StepPart.LOSSES);
        if (contrastive == null) {
            return new Forward(images, loss, logits, labels, null);
        }
        ContrastiveBranch.Contrast contrast =
                contrastive.forward(features, images.narrow(0, classified, images.size(0) - classified));
        clock.ended(StepPart.CONTRAST);
        return new Forward(
                images, loss.plus("contrastive", contrast.loss(), contrastive.ratio()), logits, labels, contrast);
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

    /** How many numbers are trained. */
    public long trainedWeights() {
        return optimizer.parameters().values().stream().mapToLong(Tensor::numel).sum();
    }

    /** From gradients to updated weights. */
    void update(Forward forward, double learningRate) {
        if (clipNorm > 0) {
            GradientClipping.clip(optimizer.parameters(), clipNorm);
        }
        if (contrastive != null) {
            contrastive.beforeUpdate();
        }
        optimizer.step(learningRate);
        optimizer.zeroGradients();
        if (contrastive != null && forward.contrast() != null) {
            contrastive.afterUpdate(forward.contrast());
        }
    }

    /** One copy to the host for all the numbers of a step. */
    private static StepResult report(Objective.Value loss, Tensor logits, Tensor targets) {
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
            double[] values = HostArrays.doubles(torch.stack(new TensorVector(numbers), 0));
            Map<String, Double> parts = new LinkedHashMap<>();
            next = 2;
            for (String name : loss.parts().keySet()) {
                parts.put(name, values[next++]);
            }
            return new StepResult((int) targets.size(0), (int) values[0], values[1], parts);
        }
    }
}
