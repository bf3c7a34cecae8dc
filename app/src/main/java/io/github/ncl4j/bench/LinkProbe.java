package io.github.ncl4j.bench;

import io.github.ncl4j.bench.scaling.Link;
import io.github.ncl4j.distributed.Communicator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Measures the two numbers of a {@link Link} by sums in a ring: small ones, which take their latency, and large ones. */
final class LinkProbe {

    private static final long SMALL = 64;
    private static final int SMALL_ROUNDS = 200;
    /** A bucket of gradients has 4 MB and a little more. */
    private static final long LARGE = 1 << 20;

    private static final int LARGE_ROUNDS = 20;

    private LinkProbe() {}

    /**
     * Measures; an exchange.
     *
     * @param communicator of at least two processes
     */
    static Link measure(Communicator communicator) {
        seconds(communicator, SMALL, SMALL_ROUNDS / 4);
        double small = seconds(communicator, SMALL, SMALL_ROUNDS);
        double large = seconds(communicator, LARGE, LARGE_ROUNDS);
        double rounds = 2.0 * (communicator.worldSize() - 1);
        double bytes = rounds / communicator.worldSize() * LARGE * Float.BYTES;
        // The bytes of small sums do not count. A machine so restless that large ones seem no slower has any bandwidth.
        return new Link(bytes / Math.max(large - small, 1e-9), small / rounds, Link.Sums.RING);
    }

    /** The median of sums of so many float32. */
    private static double seconds(Communicator communicator, long numbers, int rounds) {
        double[] times = new double[rounds];
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = torch.zeros(numbers);
            communicator.barrier();
            for (int round = 0; round < rounds; round++) {
                long begin = System.nanoTime();
                communicator.sum(tensor);
                times[round] = (System.nanoTime() - begin) * 1e-9;
            }
        }
        return Quartiles.of(times).median();
    }
}
