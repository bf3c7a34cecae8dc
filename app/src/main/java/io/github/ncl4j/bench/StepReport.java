package io.github.ncl4j.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of the training steps of one configuration. Times are in milliseconds.
 *
 * @param name of the configuration
 * @param images in a step, views not counted
 * @param parameters trained weights
 * @param firstStepSeconds from the start of the JVM to the end of the first step
 * @param runs one for each number of threads
 * @param calls counted in one step
 * @param memory before the ceiling's tensors were made
 * @param javaShare the fraction of a step's time that its thread spent in Java
 */
@JsonNaming(SnakeCaseStrategy.class)
public record StepReport(
        String name,
        int images,
        long parameters,
        double firstStepSeconds,
        List<Run> runs,
        Calls calls,
        Memory memory,
        double javaShare) {

    /**
     * Steps and the engine's ceiling, measured in turns.
     *
     * @param threads of the engine
     * @param rounds measurements of each
     * @param step from waiting for a batch to updated weights
     * @param stepCpu CPU time of all threads meanwhile, the loader's among them
     * @param imagesPerSecond at the median step
     * @param parts medians of what a step is made of, by name
     * @param ceiling of the engine's calls alone
     * @param ceilingCpu CPU time of all threads meanwhile
     * @param share the median over the rounds of the ceiling's time divided by the step's: 1 would be a step that costs nothing
     *     but the engine's calls
     * @param cpuShare the sum over the rounds of the ceiling's CPU time divided by that of the steps
     * @param pageFaults memory pages in a step that the kernel had to provide, mean
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Run(
            int threads,
            int rounds,
            Quartiles step,
            Quartiles stepCpu,
            double imagesPerSecond,
            Map<String, Double> parts,
            Quartiles ceiling,
            Quartiles ceilingCpu,
            double share,
            double cpuShare,
            double pageFaults) {}

    /**
     * What was counted in one step.
     *
     * @param differentiated operators that Java called one by one and that backward, which is one call, goes through
     * @param updated parameters; each takes the calls of the update rule
     * @param ceilingCalls convolutions, norms and products among the differentiated operators
     * @param ceilingParameters trained weights of these
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Calls(int differentiated, int updated, int ceilingCalls, long ceilingParameters) {}

    /**
     * Resident memory of the process in bytes; null where the kernel is not Linux.
     *
     * @param resident after the first steps
     * @param peak the most until then
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Memory(@Nullable Long resident, @Nullable Long peak) {}
}
