package io.github.ncl4j.bench.scaling;

/**
 * How processes reach their neighbours in a ring. An exchange in a ring goes in rounds, in each of which every process sends a
 * part to the next; a round takes the latency, and the part's bytes at the bandwidth. That is what Gloo does with every sum and
 * every gathering, except that it sends each part in two halves, and what NCCL does with large tensors.
 *
 * @param bytesPerSecond at which a process sends to the next and, at the same time, receives from the one before
 * @param latencySeconds of a round, however small the part
 * @param sums the way of sums; gatherings always go around a ring
 */
public record Link(double bytesPerSecond, double latencySeconds, Sums sums) {

    /** The ways of a sum. */
    public enum Sums {
        /** Around a ring alone: Gloo. */
        RING,
        /** Around a ring or up and down a binary tree, whichever is faster: NCCL. */
        RING_OR_TREE
    }

    /** Checks. */
    public Link {
        if (!(bytesPerSecond > 0) || !(latencySeconds >= 0)) {
            throw new IllegalArgumentException("a link needs a bandwidth above 0 and a latency of at least 0");
        }
    }

    /**
     * Seconds until all W processes have the sum of a tensor: in a ring {@code 2 (W - 1)} rounds with a W-th of it, in a tree twice
     * the tree's depth in rounds, through which the whole tensor flows up and down.
     *
     * @param bytes of the tensor
     */
    double sum(long bytes, int processes) {
        double rounds = 2.0 * (processes - 1);
        double ring = rounds * latencySeconds + rounds / processes * bytes / bytesPerSecond;
        if (sums == Sums.RING || processes == 1) {
            return ring;
        }
        int depth = Integer.SIZE - Integer.numberOfLeadingZeros(processes - 1);
        return Math.min(ring, 2 * (depth * latencySeconds + bytes / bytesPerSecond));
    }

    /**
     * Seconds until all W processes have the tensors of all: {@code W - 1} rounds with a whole one.
     *
     * @param bytes of the tensor of each
     */
    double gather(long bytes, int processes) {
        return (processes - 1) * (latencySeconds + bytes / bytesPerSecond);
    }
}
