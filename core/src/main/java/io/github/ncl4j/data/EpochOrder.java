package io.github.ncl4j.data;

import java.util.Arrays;

/**
 * What one process visits in one epoch.
 *
 * @param indices into the data set, in the order of the visit
 * @param repetitions for each of them, how often the epoch has drawn the image before, in this or in another process
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EpochOrder(int[] indices, int[] repetitions) {

    /** The share of a process in what a sampler draws. */
    static EpochOrder of(Sampler sampler, int epoch, int[] positions, int images) {
        int[] drawn = sampler.draw(epoch);
        int[] repetitions = new int[drawn.length];
        int[] seen = new int[images];
        Arrays.setAll(repetitions, i -> seen[drawn[i]]++);
        return new EpochOrder(drawn, repetitions).at(positions);
    }

    private EpochOrder at(int[] positions) {
        int[] chosen = new int[positions.length];
        int[] chosenRepetitions = new int[positions.length];
        for (int i = 0; i < positions.length; i++) {
            chosen[i] = indices[positions[i]];
            chosenRepetitions[i] = repetitions[positions[i]];
        }
        return new EpochOrder(chosen, chosenRepetitions);
    }

    int length() {
        return indices.length;
    }

    /** Some visits in a row. */
    EpochOrder range(int from, int to) {
        return new EpochOrder(Arrays.copyOfRange(indices, from, to), Arrays.copyOfRange(repetitions, from, to));
    }
}
