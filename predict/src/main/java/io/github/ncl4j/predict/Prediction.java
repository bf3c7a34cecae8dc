package io.github.ncl4j.predict;

import java.util.List;

/**
 * What a model sees in one image: every class with its probability, the likeliest first.
 *
 * @param candidates all classes; equal probabilities in the order of class numbers
 * @param threshold the probability below which the likeliest class is not to be relied on, as the export set it; 0 if it did
 *     not
 */
public record Prediction(List<Candidate> candidates, double threshold) {

    /** Copies the list. */
    public Prediction {
        candidates = List.copyOf(candidates);
    }

    /** The likeliest class. */
    public Candidate best() {
        return candidates.get(0);
    }

    /** Whether the likeliest class reaches the threshold. */
    public boolean reliable() {
        return best().probability() >= threshold;
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
     * @param probability softmax of the logits, in [0, 1]
     */
    public record Candidate(int category, String name, double probability) {}
}
