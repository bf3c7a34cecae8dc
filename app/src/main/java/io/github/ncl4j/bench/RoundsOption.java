package io.github.ncl4j.bench;

import picocli.CommandLine.Option;

/** How often each part of a measurement is repeated. */
final class RoundsOption {

    private static final int MOST = 10_000;

    @Option(names = "--rounds", description = "measurements of each")
    private int rounds;

    /** Starts from the command's own default. */
    RoundsOption(int rounds) {
        this.rounds = rounds;
    }

    /** Whether a command can measure so often. */
    boolean isPossible() {
        return rounds >= 1 && rounds <= MOST;
    }

    /** From 1 to 10,000 where {@link #isPossible}. */
    int count() {
        return rounds;
    }
}
