package io.github.ncl4j.bench.scaling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a step of several processes takes, by a few assumptions:
 *
 * <ul>
 *   <li>All processes compute equally fast, and start each exchange at the same moment: nobody waits for a slow one.
 *   <li>Computing takes as long as in a process alone; an exchange takes nothing from it, whether or not it waits for the exchange.
 *   <li>Statistics of batch norm, keys and decisions are waited for one after the other.
 *   <li>Of n buckets of gradients bucket i, from 1, is complete after the fraction i / n of the backward pass of the step's last
 *       batch. Buckets go one after the other, while backward goes on and the exchanges of batch norm do not disturb them; what is
 *       left when backward has ended is waited for.
 *   <li>Decisions are so small that only their latency counts.
 *   <li>The loader runs beside the step; a step takes as long as the slower of the two.
 * </ul>
 *
 * @param traffic of a step
 * @param cluster the processes and what connects them
 * @param work of one process in a step
 */
record CostModel(StepTraffic traffic, Cluster cluster, Work work) {

    /**
     * One process's work in a step.
     *
     * @param seconds of computing, without any exchange and with the images at hand
     * @param backwardShare the fraction of them in backward passes
     * @param batches that the step accumulates
     * @param images that it trains, of all its batches
     * @param views that the loader makes of each
     * @param loader the threads that do so
     */
    record Work(double seconds, double backwardShare, int batches, int images, int views, Loader loader) {

        /** Checks. */
        Work {
            if (!(seconds > 0) || !(backwardShare >= 0 && backwardShare <= 1)) {
                throw new IllegalArgumentException("computing takes more than 0 s, and backward 0 to 1 of it");
            }
        }

        /** How many of the loader's cores it takes to keep up with steps of so many seconds. */
        double cores(double step) {
            return images * views / loader.viewsPerSecond() / step;
        }

        private double loading() {
            return images * views / loader.viewsPerSecond() / loader.cores();
        }
    }

    /**
     * What makes batches.
     *
     * @param viewsPerSecond images read, decoded and augmented by one core; infinite where loading is not looked at
     * @param cores for each process
     */
    record Loader(double viewsPerSecond, int cores) {}

    /**
     * A step.
     *
     * @param processes of all machines
     * @param statistics seconds waited for the statistics of batch norm, forward and backward
     * @param gradients seconds that the sums of gradients take, waited for or not
     * @param waited seconds of these after backward has ended
     * @param other seconds waited for keys and decisions
     * @param step seconds from one to the next
     * @param imagesPerSecond of all processes
     * @param efficiency what is left of the speed of as many processes that need not exchange, and never wait for images
     * @param loaderCores for each process, so that loading does not hold up the step
     */
    record Prediction(
            int processes,
            double statistics,
            double gradients,
            double waited,
            double other,
            double step,
            double imagesPerSecond,
            double efficiency,
            double loaderCores) {

        /** The fraction of the sums of gradients that nobody waits for; null where there are none. */
        @Nullable
        Double hidden() {
            return gradients == 0 ? null : 1 - waited / gradients;
        }
    }

    /** A step of so many processes, at least 1. */
    Prediction predict(int processes) {
        Link link = cluster.link(processes);
        double forward = gathered(link, traffic.statistics(), processes);
        double back = summed(link, traffic.statisticsGradients(), processes);
        double other = gathered(link, traffic.keys(), processes) + traffic.decisions() * link.sum(0, processes);
        double gradients = summed(link, traffic.gradients(), processes);
        double waited = waited(link, (work.seconds * work.backwardShare + back) / work.batches, processes);
        double busy = work.seconds + forward + back + other + waited;
        double step = Math.max(busy, work.loading());
        return new Prediction(
                processes,
                forward + back,
                gradients,
                waited,
                other,
                step,
                processes * work.images / step,
                work.seconds / step,
                work.cores(busy));
    }

    private static double gathered(Link link, List<Long> exchanges, int processes) {
        return exchanges.stream()
                .mapToDouble(bytes -> link.gather(bytes, processes))
                .sum();
    }

    private static double summed(Link link, List<Long> exchanges, int processes) {
        return exchanges.stream()
                .mapToDouble(bytes -> link.sum(bytes, processes))
                .sum();
    }

    /** How long the buckets still go after a backward pass of so many seconds. */
    private double waited(Link link, double backward, int processes) {
        List<Long> buckets = traffic.gradients();
        double end = 0;
        for (int bucket = 0; bucket < buckets.size(); bucket++) {
            double complete = backward * (bucket + 1) / buckets.size();
            end = Math.max(end, complete) + link.sum(buckets.get(bucket), processes);
        }
        return Math.max(0, end - backward);
    }
}
