package io.github.ncl4j.train;

import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.optimize.GradientClipping;
import io.github.ncl4j.optimize.GradientNotFinite;
import io.github.ncl4j.optimize.Optimizer;
import io.github.ncl4j.run.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * One step of gradient descent, from the bytes of its batches to updated weights.
 *
 * <p>A step of several batches (gradient accumulation) runs them one after another and adds up their gradients, each of the
 * loss divided by the number of batches, so that only one batch is in memory. All losses here are means over the rows of a
 * batch, so the step minimises the mean over all its images, as with one large batch. Batch norm is the difference: it
 * normalises each batch by its own statistics and moves its running statistics once for each. Clipping, the update and the
 * companions' part after it come once for a step.
 *
 * @param learner from a batch to its loss; its model is updated in place
 * @param optimizer how a gradient becomes an update
 * @param clipNorm gradients are scaled down to at most this L2 norm over all parameters; 0 is off
 * @param accumulate batches of a step, at least 1
 * @param sync the processes that take the step together, each with its share of the batch
 */
public record TrainStep(Learner learner, Optimizer optimizer, double clipNorm, int accumulate, GradientSync sync) {

    /** A step of a single batch, whatever this one has. */
    public TrainStep ofOneBatch() {
        return new TrainStep(learner, optimizer, clipNorm, 1, sync);
    }

    /**
     * Runs the step. If the loss of one of its batches is not finite, nothing is updated except the running statistics of batch
     * norm, and the result is that of this batch.
     *
     * @param batches supplies those of the step; a batch must not be needed any more when the next is asked for
     * @param learningRate of this step
     * @param clock receives the end of each part of the step
     */
    public StepResult run(Supplier<MicroBatch> batches, double learningRate, StepClock clock) {
        try (PointerScope scope = new PointerScope()) {
            List<StepResult> results = new ArrayList<>();
            while (results.size() < accumulate) {
                boolean last = results.size() == accumulate - 1;
                StepResult result = addGradients(batches.get(), last, clock);
                if (!result.finite()) {
                    optimizer.zeroGradients();
                    learner.discard();
                    return result;
                }
                results.add(result);
            }
            update(learningRate);
            clock.ended(StepPart.OPTIMIZER);
            return StepResult.mean(results);
        }
    }

    /** Adds the gradients of a batch to those of the parameters, unless its loss is not finite. */
    private StepResult addGradients(MicroBatch batch, boolean last, StepClock clock) {
        try (PointerScope scope = new PointerScope()) {
            ForwardPass forward = learner.forward(batch, clock);
            StepResult result = forward.report(sync);
            clock.ended(StepPart.LOGGING);
            if (result.finite()) {
                backward(forward, last);
                clock.ended(StepPart.BACKWARD);
            }
            return result;
        }
    }

    /** With the last batch of a step, several processes average the gradients of all its batches: they meet once for a step. */
    void backward(ForwardPass forward, boolean last) {
        double share = 1.0 / accumulate;
        if (last) {
            sync.backward(() -> forward.backward(share));
        } else {
            forward.backward(share);
        }
    }

    /** From gradients to updated weights. */
    void update(double learningRate) {
        if (clipNorm > 0) {
            double norm = GradientClipping.clip(optimizer.parameters(), clipNorm);
            if (!Double.isFinite(norm)) {
                throw new GradientNotFinite(norm);
            }
        }
        learner.companions().forEach(Companion::beforeUpdate);
        optimizer.step(learningRate);
        optimizer.zeroGradients();
        learner.companions().forEach(Companion::afterUpdate);
    }

    /** How many numbers are trained. */
    public long trainedWeights() {
        return optimizer.parameters().values().stream().mapToLong(Tensor::numel).sum();
    }
}
