package io.github.ncl4j.config;

/**
 * How several processes train together. These settings have no effect on one process, and never change what a run computes.
 *
 * @param timeoutSeconds seconds that a process may be silent before the others end and name it, and seconds that the processes wait
 *     for each other at the start
 * @param collectiveTimeoutSeconds seconds that processes which all respond may wait for each other in one collective, for example
 *     while rank 0 writes a checkpoint
 * @param verifySteps the number of steps from one comparison of the weights of all processes, by checksum, to the next; 0 is never
 */
public record DistributedConfig(
        @Default("60") int timeoutSeconds,

        @Default(value = "1800", notBelow = "timeoutSeconds")
        int collectiveTimeoutSeconds,

        @Default("0") int verifySteps) {

    private static final int DAY = 86_400;

    /** Checks the ranges. */
    public DistributedConfig {
        new Checks("DistributedConfig")
                .between("timeoutSeconds", timeoutSeconds, 5, DAY)
                .between("collectiveTimeoutSeconds", collectiveTimeoutSeconds, 5, DAY)
                .that(
                        collectiveTimeoutSeconds >= timeoutSeconds,
                        "collectiveTimeoutSeconds",
                        collectiveTimeoutSeconds,
                        "must be at least timeout_seconds, which is " + timeoutSeconds,
                        "timeoutSeconds")
                .atLeast("verifySteps", verifySteps, 0)
                .enforce();
    }
}
