package io.github.ncl4j.train;

import java.util.Map;

/**
 * What one training step reports.
 *
 * @param images images in the batch, N
 * @param correct how many of them the ensemble classified correctly before the update
 * @param loss the batch's loss
 * @param parts its parts by name, before their weights, in the objective's order
 */
public record StepResult(int images, int correct, double loss, Map<String, Double> parts) {

    /** Whether the loss is a number to learn from. */
    public boolean finite() {
        return Double.isFinite(loss);
    }
}
