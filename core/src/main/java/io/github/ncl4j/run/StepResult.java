package io.github.ncl4j.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one training step reports.
 *
 * @param images rows of its batches, V * N of each: every view of an image counts, as in the reference
 * @param correct how many of the rows the ensemble classified correctly before the update
 * @param loss the mean over its batches of their losses
 * @param parts its parts by name, before their weights, in the objective's order
 * @param hardCategories which were chosen for the rows; null where the objective chooses none
 */
public record StepResult(
        int images,
        int correct,
        double loss,
        Map<String, Double> parts,
        @Nullable HardCategoryCounts hardCategories) {

    /** Whether the loss is a number to learn from. */
    public boolean finite() {
        return Double.isFinite(loss);
    }

    /** What a step reports whose batches, at least one, reported these. */
    public static StepResult mean(List<StepResult> batches) {
        int images = 0;
        int correct = 0;
        double loss = 0;
        Map<String, Double> parts = new LinkedHashMap<>();
        HardCategoryCounts hardCategories = null;
        for (StepResult batch : batches) {
            images += batch.images();
            correct += batch.correct();
            loss += batch.loss();
            batch.parts().forEach((name, part) -> parts.merge(name, part, Double::sum));
            hardCategories = HardCategoryCounts.sum(hardCategories, batch.hardCategories());
        }
        parts.replaceAll((name, sum) -> sum / batches.size());
        return new StepResult(images, correct, loss / batches.size(), parts, hardCategories);
    }
}
