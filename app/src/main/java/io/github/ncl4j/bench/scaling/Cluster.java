package io.github.ncl4j.bench.scaling;

/**
 * Machines with equally many processes each. A ring is as slow as its slowest link, so the network counts as soon as there are
 * two machines.
 *
 * @param perMachine processes of a machine, each with a GPU of its own
 * @param within a machine
 * @param between machines
 */
record Cluster(int perMachine, Link within, Link between) {

    /** Checks. */
    Cluster {
        if (perMachine < 1) {
            throw new IllegalArgumentException("a machine needs at least one process");
        }
    }

    /** What decides how fast so many processes exchange. */
    Link link(int processes) {
        return processes <= perMachine ? within : between;
    }
}
