package io.github.ncl4j.config;

/**
 * How several processes train together; without effect where one trains alone. Nothing here changes what a run computes.
 *
 * @param timeoutSeconds how long a process may be silent before the others end and name it, and how long they wait for each
 *     other at the start; from 5 to 86400
 * @param collectiveTimeoutSeconds how long processes that all live may wait for each other in one exchange, for example while
 *     rank 0 writes a checkpoint; at least {@code timeoutSeconds}, at most 86400
 * @param verifySteps every so many steps all processes compare a checksum of their weights; 0 is off
 */
public record DistributedConfig(int timeoutSeconds, int collectiveTimeoutSeconds, int verifySteps) {

    /** What is used where nothing is said. */
    public static final DistributedConfig DEFAULT = new DistributedConfig(60, 1800, 0);

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
