package io.github.ncl4j.bench;

import io.github.ncl4j.bench.scaling.Link;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.distributed.Communicator;
import io.github.ncl4j.distributed.DataParallel;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.torch.Devices;
import io.github.ncl4j.train.MicroBatch;
import io.github.ncl4j.train.TrainingSetup;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Measures, in one of several processes, steps of one batch each in three ways, in turns, so that whatever else the machine does
 * falls on all: each process for itself, all together, and together but with gradients that wait for the end of backward. All
 * begin each step at the same moment.
 */
public final class ExchangeBenchmark implements AutoCloseable {

    private static final int WARM_UP = 1;
    // As in StepBenchmark.
    private static final double LEARNING_RATE = 1e-4;

    private final ExperimentConfig config;
    private final String device;
    private final World world;
    private final Side alone;
    private final @Nullable Side together;

    private ExchangeBenchmark(ExperimentConfig config, String device, World world) {
        this.config = config;
        this.device = world.contract().device(device);
        this.world = world;
        alone = new Side(TrainingSetup.create(config, this.device, true));
        together = world.isAlone() ? null : new Side(TrainingSetup.create(config, device, true, world));
    }

    /**
     * Builds everything that a training of the configuration needs, twice where there are several processes.
     *
     * @param device as {@code train} takes it
     * @param world borrowed
     */
    public static ExchangeBenchmark of(ExperimentConfig config, String device, World world) {
        return new ExchangeBenchmark(config, device, world);
    }

    /** A model and its images. */
    private static final class Side implements AutoCloseable {

        private final TrainingSetup setup;
        private final EndlessBatches batches;

        Side(TrainingSetup setup) {
            this.setup = setup;
            batches = new EndlessBatches(setup.data().loader());
        }

        void step(ExchangeTimes times) {
            times.begin();
            Batch batch = batches.next();
            setup.step().ofOneBatch().run(() -> MicroBatch.of(batch), LEARNING_RATE, times);
            times.end();
        }

        @Override
        public void close() {
            batches.close();
            setup.close();
        }
    }

    /**
     * Measures; an exchange.
     *
     * @param rounds of each kind of step, at least 1
     */
    public ExchangeReport measure(int rounds) {
        run(WARM_UP, new ExchangeTimes(null), new ExchangeTimes(parallel()), new ExchangeTimes(parallel()));
        ExchangeTimes own = new ExchangeTimes(null);
        ExchangeTimes overlapped = new ExchangeTimes(parallel());
        ExchangeTimes afterwards = new ExchangeTimes(parallel());
        run(rounds, own, overlapped, afterwards);
        Communicator control = together == null ? null : world.control();
        return new ExchangeReport(
                config.name(),
                world.contract().worldSize(),
                config.train().threads(),
                config.train().batchSize() * world.contract().worldSize(),
                rounds,
                own.mean(control),
                together == null ? null : overlapped.mean(control),
                together == null ? null : afterwards.mean(control),
                together == null ? null : overlapped.counted(),
                together == null ? null : link());
    }

    private @Nullable DataParallel parallel() {
        return together == null ? null : parallel(together);
    }

    /** Of a side that has other processes. */
    private static DataParallel parallel(Side side) {
        return (DataParallel) side.setup.sync();
    }

    private void run(int rounds, ExchangeTimes own, ExchangeTimes overlapped, ExchangeTimes afterwards) {
        for (int round = 0; round < rounds; round++) {
            meet();
            alone.step(own);
            if (together != null) {
                step(together, true, overlapped);
                step(together, false, afterwards);
            }
        }
    }

    private void step(Side side, boolean overlap, ExchangeTimes times) {
        parallel(side).overlap(overlap);
        meet();
        side.step(times);
    }

    private void meet() {
        if (together != null) {
            world.control().barrier();
        }
    }

    private ExchangeReport.Probed link() {
        try (PointerScope scope = new PointerScope()) {
            Link link = LinkProbe.measure(world.communicator("link", Devices.parse(device)));
            return new ExchangeReport.Probed(link.bytesPerSecond() * 1e-9, link.latencySeconds() * 1e6);
        }
    }

    /** Stops the loaders and frees the models. */
    @Override
    public void close() {
        if (together != null) {
            together.close();
        }
        alone.close();
    }
}
