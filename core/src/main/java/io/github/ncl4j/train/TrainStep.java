package io.github.ncl4j.train;

import io.github.ncl4j.data.Batch;
import io.github.ncl4j.loss.Objective;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.torch.HostArrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * One step of gradient descent, from the bytes of a batch to updated weights.
 *
 * @param model the experts, updated in place
 * @param input how bytes become what the network sees
 * @param objective what is minimised
 * @param optimizer how a gradient becomes an update
 * @param clipNorm gradients are scaled down to at most this L2 norm over all parameters; 0 is off
 */
public record TrainStep(
        ExpertEnsemble model, ImageInput input, Objective objective, Optimizer optimizer, double clipNorm) {

    /**
     * Runs the step. If the loss is not finite, nothing is updated except the running statistics of batch norm.
     *
     * @param learningRate of this step
     */
    public StepResult run(Batch batch, double learningRate) {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = input.images(batch);
            Tensor targets = input.targets(batch);
            Tensor logits = model.forward(images, true); // K x N x C
            Objective.Value loss = objective.forward(logits, targets);
            StepResult result = report(loss, logits, targets);
            if (result.finite()) {
                loss.total().backward();
                if (clipNorm > 0) {
                    GradientClipping.clip(model.weights().parameters(), clipNorm);
                }
                optimizer.step(learningRate);
                optimizer.zeroGradients();
            }
            return result;
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
