package io.github.ncl4j.evaluate;

import java.util.List;

/**
 * What the ensemble sees in one image: every class with its probability, the likeliest first.
 *
 * @param candidates all classes; equal probabilities in the order of class numbers
 */
public record Prediction(List<Candidate> candidates) {

    /** Copies the list. */
    public Prediction {
        candidates = List.copyOf(candidates);
    }

    /** The likeliest class. */
    public Candidate best() {
        return candidates.get(0);
    }

    /**
     * The {@code k} likeliest classes, or all if there are fewer.
     *
     * @throws IllegalArgumentException if k is negative
     */
    public List<Candidate> top(int k) {
        if (k < 0) {
            throw new IllegalArgumentException("the number of likeliest classes must be at least 0, not " + k);
        }
        return candidates.subList(0, Math.min(k, candidates.size()));
    }

    /**
     * One class.
     *
     * @param category its number
     * @param name its name
     * @param probability softmax of the mean of the experts' raw logits, in [0, 1]
     */
    public record Candidate(int category, String name, double probability) {}
}
