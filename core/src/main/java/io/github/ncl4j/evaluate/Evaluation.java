package io.github.ncl4j.evaluate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model can and cannot see, measured on one set of images.
 *
 * @param images the number of images, at least 1
 * @param ensemble the accuracy of the mean of the experts' raw logits
 * @param experts the accuracy of each expert alone, at least one
 * @param classAccuracy the ensemble's top-1 accuracy of each class; null for a class without images
 * @param confusion what the ensemble takes for what
 */
public record Evaluation(
        int images,
        Accuracy ensemble,
        List<Accuracy> experts,
        List<@Nullable Double> classAccuracy,
        ConfusionMatrix confusion) {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if there is no image or no expert
     */
    public Evaluation {
        if (images < 1 || experts.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs images and experts, not " + images + " images and "
                    + experts.size() + " experts");
        }
        experts = List.copyOf(experts);
        classAccuracy = Collections.unmodifiableList(new ArrayList<>(classAccuracy));
    }

    /** The expert with the highest top-1 accuracy; of equals the first. */
    public int bestExpert() {
        int best = 0;
        for (int k = 1; k < experts.size(); k++) {
            if (experts.get(k).top1() > experts.get(best).top1()) {
                best = k;
            }
        }
        return best;
    }

    /**
     * Images for which the ensemble has no prediction, because a logit of an expert is NaN or infinite. They count as
     * wrong. Anything but 0 means that the weights are broken.
     */
    public int undecided() {
        int undecided = images;
        for (int c = 0; c < confusion.classes(); c++) {
            undecided -= confusion.predictions(c);
        }
        return undecided;
    }
}
