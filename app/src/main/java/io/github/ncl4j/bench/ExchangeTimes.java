package io.github.ncl4j.bench;

import io.github.ncl4j.distributed.Communicator;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.distributed.Traffic;
import io.github.ncl4j.train.StepClock;
import io.github.ncl4j.train.StepPart;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The times of one kind of step in one process. */
final class ExchangeTimes implements StepClock {

    private static final Traffic NONE = new Traffic(0, 0, 0);

    private final @Nullable DataParallel parallel;
    private final List<ExchangeReport.Step> steps = new ArrayList<>();
    private long begin;
    private long last;
    private double backward;
    private Look before;
    private Look after;

    /**
     * Of no step yet.
     *
     * @param parallel null for steps without exchanges; borrowed
     */
    ExchangeTimes(@Nullable DataParallel parallel) {
        this.parallel = parallel;
        before = look();
        after = before;
    }

    /** What the communicators have exchanged until now. */
    private record Look(Traffic statistics, Traffic gradients, Traffic decisions) {

        Look since(Look earlier) {
            return new Look(
                    statistics.since(earlier.statistics),
                    gradients.since(earlier.gradients),
                    decisions.since(earlier.decisions));
        }
    }

    private Look look() {
        if (parallel == null) {
            return new Look(NONE, NONE, NONE);
        }
        return new Look(parallel.forwardTraffic(), parallel.gradientTraffic(), parallel.controlTraffic());
    }

    /** A step begins, with the wait for its batch. */
    void begin() {
        before = look();
        begin = System.nanoTime();
        last = begin;
    }

    @Override
    public void ended(StepPart part) {
        long now = System.nanoTime();
        if (part == StepPart.BACKWARD) {
            backward = (now - last) * 1e-6;
        }
        last = now;
    }

    /** The step is over; its times are kept. */
    void end() {
        double step = (System.nanoTime() - begin) * 1e-6;
        after = look();
        Look own = after.since(before);
        steps.add(new ExchangeReport.Step(
                step,
                backward,
                own.statistics.waitedNanos() * 1e-6,
                own.gradients.waitedNanos() * 1e-6,
                own.decisions.waitedNanos() * 1e-6));
    }

    /** What the last step exchanged. */
    ExchangeReport.Counted counted() {
        Look own = after.since(before);
        return new ExchangeReport.Counted(
                own.statistics.exchanges(),
                own.statistics.bytes(),
                own.gradients.exchanges(),
                own.gradients.bytes(),
                own.decisions.exchanges());
    }

    /**
     * Medians over the steps, and of them the means over all processes. An exchange.
     *
     * @param control null for a process alone
     */
    ExchangeReport.Step mean(@Nullable Communicator control) {
        double[] medians = {
            median(ExchangeReport.Step::step),
            median(ExchangeReport.Step::backward),
            median(ExchangeReport.Step::statistics),
            median(ExchangeReport.Step::gradients),
            median(ExchangeReport.Step::decisions)
        };
        double[] sums = control == null ? medians : control.sum(medians);
        int processes = control == null ? 1 : control.worldSize();
        return new ExchangeReport.Step(
                sums[0] / processes,
                sums[1] / processes,
                sums[2] / processes,
                sums[3] / processes,
                sums[4] / processes);
    }

    private double median(ToDoubleFunction<ExchangeReport.Step> time) {
        return Quartiles.of(steps.stream().mapToDouble(time).toArray()).median();
    }
}
