package io.github.ncl4j.data;

import java.util.stream.IntStream;

/**
 * The share of one process in every epoch: of the list that the sampler draws, which is the same in all processes, rank {@code
 * r} of {@code W} takes the positions {@code r, r + W, r + 2 W, ...}. So every position belongs to exactly one process, and step
 * {@code s} of W processes with batches of B visits the same images as step s of one process with batches of W * B.
 *
 * <p>A list whose length is no multiple of W: where incomplete batches are dropped, the last {@code length mod W} positions are
 * dropped too, so that all processes take the same number of steps; where they are kept, as for evaluation, the first ranks take
 * one position more. Nothing is ever repeated to fill up.
 *
 * @param rank of this process, in {@code [0, worldSize)}
 * @param worldSize number of processes, W, at least 1
 */
public record Partition(int rank, int worldSize) {

    /** The share of a process that is alone. */
    public static final Partition WHOLE = new Partition(0, 1);

    /** Checks the ranges. */
    public Partition {
        if (worldSize < 1 || rank < 0 || rank >= worldSize) {
            throw new IllegalArgumentException("there is no rank " + rank + " of " + worldSize + " processes");
        }
    }

    /** How many positions of a list this process takes. */
    public int size(int length, boolean dropUneven) {
        return length / worldSize + (!dropUneven && rank < length % worldSize ? 1 : 0);
    }

    /** Which positions of a list this process takes, ascending. */
    public int[] positions(int length, boolean dropUneven) {
        return IntStream.range(0, size(length, dropUneven))
                .map(i -> rank + i * worldSize)
                .toArray();
    }
}
