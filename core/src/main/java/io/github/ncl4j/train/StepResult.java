package io.github.ncl4j.train;

import java.util.Map;

/**
 * What one training step reports.
 *
 * @param images rows of the batch, V * N: every view of an image counts, as in the reference
 * @param correct how many of the rows the ensemble classified correctly before the update
 * @param loss the batch's loss
 * @param parts its parts by name, before their weights, in the objective's order
 */
public record StepResult(int images, int correct, double loss, Map<String, Double> parts) {

    /** Whether the loss is a number to learn from. */
    public boolean finite() {
        return Double.isFinite(loss);
    }
}
