package io.github.ncl4j.bench.scaling;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.github.ncl4j.config.ExperimentConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the processes of a training exchange in a step, and how long such steps are expected to take.
 *
 * @param name of the configuration
 * @param classes of the data
 * @param images of a step of one process, views not counted
 * @param exchanged by each process in a step
 * @param steps one for each number of processes; empty where nothing was said of computing
 */
@JsonNaming(SnakeCaseStrategy.class)
public record ScalingReport(String name, int classes, int images, Exchanged exchanged, List<Step> steps) {

    /**
     * Numbers of exchanges and bytes of the tensors that a process gives to them.
     *
     * @param gradients sums of gradients, one for each bucket
     * @param statistics gatherings for batch norm, forward
     * @param statisticsGradients sums for batch norm, backward
     * @param keys gatherings of keys
     * @param decisions sums of a few numbers, whose bytes do not count
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Exchanged(
            int gradients,
            long gradientBytes,
            int statistics,
            long statisticsBytes,
            int statisticsGradients,
            long statisticsGradientBytes,
            int keys,
            long keyBytes,
            int decisions) {}

    /**
     * An expected step. Times are in milliseconds.
     *
     * @param processes of all machines
     * @param statistics waited for batch norm, forward and backward
     * @param gradients the sums of gradients, waited for or not
     * @param hidden the fraction of them that nobody waits for; null for one process
     * @param other waited for keys and decisions
     * @param step from one to the next
     * @param imagesPerSecond of all processes
     * @param efficiency what is left of the speed of processes that need not exchange
     * @param loaderCores for each process, so that loading does not hold up the step; null where nothing was said of the loader
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Step(
            int processes,
            double statistics,
            double gradients,
            @Nullable Double hidden,
            double other,
            double step,
            double imagesPerSecond,
            double efficiency,
            @Nullable Double loaderCores) {}

    /**
     * What computing and the machines are taken to be.
     *
     * @param computeMillis a step of one process without any exchange
     * @param backwardShare the fraction of it in backward
     * @param perMachine processes of a machine
     * @param within a machine
     * @param between machines
     * @param tree whether sums may go up and down a tree where that is faster than a ring
     * @param viewsPerSecond one core of the loader, or null
     * @param loaderCores of each process
     */
    public record Assumptions(
            double computeMillis,
            double backwardShare,
            int perMachine,
            Network within,
            Network between,
            boolean tree,
            @Nullable Double viewsPerSecond,
            int loaderCores) {

        private Link link(Network network) {
            return new Link(
                    network.gigabytesPerSecond * 1e9,
                    network.latencyMicroseconds * 1e-6,
                    tree ? Link.Sums.RING_OR_TREE : Link.Sums.RING);
        }
    }

    /**
     * What connects two processes.
     *
     * @param gigabytesPerSecond 1e9 bytes
     * @param latencyMicroseconds of a round of an exchange
     */
    public record Network(double gigabytesPerSecond, double latencyMicroseconds) {}

    /**
     * Builds the model of a configuration to see what it exchanges, and expects.
     *
     * @param classes of the data
     * @param processes numbers of them to look at
     * @param assumptions null to leave out the steps
     */
    public static ScalingReport of(
            ExperimentConfig config, int classes, List<Integer> processes, @Nullable Assumptions assumptions) {
        StepTraffic traffic = StepTraffic.of(config, classes);
        int images = config.train().batchSize() * config.train().accumulate();
        List<Step> steps = assumptions == null
                ? List.of()
                : processes.stream()
                        .map(model(config, traffic, images, assumptions)::predict)
                        .map(prediction -> step(prediction, assumptions.viewsPerSecond != null))
                        .toList();
        return new ScalingReport(config.name(), classes, images, exchanged(traffic), steps);
    }

    private static CostModel model(ExperimentConfig config, StepTraffic traffic, int images, Assumptions assumptions) {
        int views = config.augment().copies() + (config.contrastive() == null ? 0 : 1);
        Double speed = assumptions.viewsPerSecond;
        return new CostModel(
                traffic,
                new Cluster(
                        assumptions.perMachine,
                        assumptions.link(assumptions.within),
                        assumptions.link(assumptions.between)),
                new CostModel.Work(
                        assumptions.computeMillis * 1e-3,
                        assumptions.backwardShare,
                        config.train().accumulate(),
                        images,
                        views,
                        new CostModel.Loader(
                                speed == null ? Double.POSITIVE_INFINITY : speed, assumptions.loaderCores)));
    }

    private static Exchanged exchanged(StepTraffic traffic) {
        return new Exchanged(
                traffic.gradients().size(),
                StepTraffic.sum(traffic.gradients()),
                traffic.statistics().size(),
                StepTraffic.sum(traffic.statistics()),
                traffic.statisticsGradients().size(),
                StepTraffic.sum(traffic.statisticsGradients()),
                traffic.keys().size(),
                StepTraffic.sum(traffic.keys()),
                traffic.decisions());
    }

    private static Step step(CostModel.Prediction prediction, boolean loading) {
        return new Step(
                prediction.processes(),
                1e3 * prediction.statistics(),
                1e3 * prediction.gradients(),
                prediction.hidden(),
                1e3 * prediction.other(),
                1e3 * prediction.step(),
                prediction.imagesPerSecond(),
                prediction.efficiency(),
                loading ? prediction.loaderCores() : null);
    }
}
