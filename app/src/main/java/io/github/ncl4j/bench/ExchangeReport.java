package io.github.ncl4j.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of steps of several processes. Every time is in milliseconds: the median of the rounds in each process, and of
 * that the mean over the processes.
 *
 * @param name of the configuration
 * @param processes that took part
 * @param threads of the engine in each
 * @param images of a step of all processes, views not counted
 * @param rounds measurements of each kind of step
 * @param alone the step of every process for itself, all at the same time
 * @param together the step that they take together; null for a process alone
 * @param afterwards the same, but gradients leave only when backward is done; null for a process alone
 * @param counted what one process exchanges in a step together; null for a process alone
 * @param link null for a process alone
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ExchangeReport(
        String name,
        int processes,
        int threads,
        int images,
        int rounds,
        Step alone,
        @Nullable Step together,
        @Nullable Step afterwards,
        @Nullable Counted counted,
        @Nullable Probed link) {

    /**
     * A kind of step.
     *
     * @param step from the wait for a batch to updated weights
     * @param backward of it backward, with all exchanges there
     * @param statistics waited in exchanges of batch norm and of keys
     * @param gradients waited for gradients after backward
     * @param decisions waited in exchanges of a few numbers
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Step(double step, double backward, double statistics, double gradients, double decisions) {}

    /**
     * Exchanges of one process in a step.
     *
     * @param statistics of batch norm and of keys
     * @param statisticsBytes that the process gave to them
     * @param gradients buckets
     * @param gradientBytes of them
     * @param decisions exchanges of a few numbers
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Counted(long statistics, long statisticsBytes, long gradients, long gradientBytes, long decisions) {}

    /**
     * A ring's link as sums of 256 bytes and of 4 MB found it.
     *
     * @param gigabytesPerSecond 1e9 bytes
     * @param latencyMicroseconds of a round
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Probed(double gigabytesPerSecond, double latencyMicroseconds) {}

    /**
     * The fraction of the sums of gradients that the overlap hides: 1 less the wait with it divided by the wait without, which is
     * the whole sum; null for a process alone.
     */
    public @Nullable Double hidden() {
        return together == null || afterwards == null ? null : 1 - together.gradients / afterwards.gradients;
    }

    /** The fraction of that wait that the step gets shorter by the overlap; null for a process alone. */
    public @Nullable Double gained() {
        return together == null || afterwards == null ? null : (afterwards.step - together.step) / afterwards.gradients;
    }
}
