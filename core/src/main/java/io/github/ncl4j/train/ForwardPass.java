package io.github.ncl4j.train;

import io.github.ncl4j.distributed.GradientSync;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.CheckpointedFeatures;
import io.github.ncl4j.run.HardCategoryCounts;
import io.github.ncl4j.run.StepResult;
import io.github.ncl4j.torch.HostArrays;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A batch's way from the images to the loss, before backward.
 *
 * @param images V N x 3 x H x W, normalised, view after view
 * @param loss with gradient
 * @param logits K x N x C
 * @param targets N classes
 * @param checkpointed where the graph of the loss ends before the backbones: the features of each expert; else empty
 */
public record ForwardPass(
        Tensor images, Objective.Value loss, Tensor logits, Tensor targets, List<CheckpointedFeatures> checkpointed) {

    /**
     * Adds the gradient of the loss to those of the parameters; once.
     *
     * @param share the gradient is multiplied by it
     */
    void backward(double share) {
        (share == 1 ? loss.total() : loss.total().mul(new Scalar(share))).backward();
        checkpointed.forEach(CheckpointedFeatures::backward);
    }

    /**
     * The batch's numbers, by one copy to the host: over several processes the sums of counts and the means of losses.
     *
     * @param sync all processes report together
     */
    StepResult report(GradientSync sync) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            Tensor predicted = logits.mean(0).argmax(new LongOptional(1), false);
            Tensor[] numbers = new Tensor[2 + loss.parts().size()];
            numbers[0] = predicted.eq(targets).sum().to(torch.ScalarType.Double);
            numbers[1] = loss.total().to(torch.ScalarType.Double);
            int next = 2;
            for (Tensor part : loss.parts().values()) {
                numbers[next++] = part.to(torch.ScalarType.Double);
            }
            Tensor scalars = torch.stack(new TensorVector(numbers), 0);
            Objective.HardCategories hard = loss.hardCategories();
            double[] values = sync.sum(HostArrays.doubles(
                    hard == null
                            ? scalars
                            : torch.cat(new TensorVector(scalars, hard.counts().to(torch.ScalarType.Double)), 0)));
            int processes = sync.processes();
            return new StepResult(
                    (int) targets.size(0) * processes,
                    (int) values[0],
                    values[1] / processes,
                    parts(values, processes),
                    hard == null ? null : counts(hard.choices() * processes, values, numbers.length));
        }
    }

    private Map<String, Double> parts(double[] values, int processes) {
        Map<String, Double> parts = new LinkedHashMap<>();
        int next = 2;
        for (String name : loss.parts().keySet()) {
            parts.put(name, values[next++] / processes);
        }
        return parts;
    }

    private static HardCategoryCounts counts(long choices, double[] values, int from) {
        long[] counts = Arrays.stream(values, from, values.length)
                .mapToLong(value -> (long) value)
                .toArray();
        return new HardCategoryCounts(choices, counts);
    }
}
