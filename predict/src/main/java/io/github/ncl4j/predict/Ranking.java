package io.github.ncl4j.predict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** From logits to a prediction. */
final class Ranking {

    private Ranking() {}

    /**
     * Softmax, with the largest logit subtracted first so that nothing overflows, and the likeliest class first.
     *
     * @throws ModelFileException if a logit is not finite
     */
    static Prediction of(float[] logits, ModelCard card) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new ModelFileException(
                        "the model gives logits that are NaN or infinite: its weights are broken; export another checkpoint");
            }
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        List<Prediction.Candidate> candidates = new ArrayList<>();
        for (int c = 0; c < logits.length; c++) {
            candidates.add(new Prediction.Candidate(c, card.classNames().get(c), Math.exp(logits[c] - most) / sum));
        }
        candidates.sort(
                Comparator.comparingDouble(Prediction.Candidate::probability).reversed());
        return new Prediction(candidates, card.threshold());
    }
}
