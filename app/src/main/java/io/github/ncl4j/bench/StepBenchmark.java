package io.github.ncl4j.bench;

import io.github.ncl4j.app.process.ProcessUsage;
import io.github.ncl4j.bench.engine.EngineCeiling;
import io.github.ncl4j.bench.engine.LossGraph;
import io.github.ncl4j.bench.engine.TensorShape;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.train.ForwardPass;
import io.github.ncl4j.train.Learner;
import io.github.ncl4j.train.MicroBatch;
import io.github.ncl4j.train.StepClock;
import io.github.ncl4j.train.TrainingSetup;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;

/**
 * Measures whole training steps of a configuration, of one batch each, and, in turns with them, the engine's own ceiling for
 * the same work.
 */
public final class StepBenchmark implements AutoCloseable {

    private static final int WARM_UP = 3;
    // Low, because the same few weights are trained on without the warm-up and the schedule of a run, and must not
    // diverge.
    private static final double LEARNING_RATE = 1e-4;

    private final ExperimentConfig config;
    private final TrainingSetup setup;
    private final EndlessBatches batches;

    private StepBenchmark(ExperimentConfig config, TrainingSetup setup) {
        this.config = config;
        this.setup = setup;
        batches = new EndlessBatches(setup.data().loader());
    }

    /** Builds everything that a training of the configuration needs. */
    public static StepBenchmark of(ExperimentConfig config, String device) {
        return new StepBenchmark(config, TrainingSetup.create(config, device, true));
    }

    /**
     * Measures.
     *
     * @param threads of the engine, one run for each number
     * @param rounds of each run, at least 1
     */
    public StepReport measure(List<Integer> threads, int rounds) {
        Engine.setThreads(threads.get(threads.size() - 1));
        step(StepClock.NONE);
        double firstStep = 1e-3
                * (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime());
        for (int i = 0; i < WARM_UP; i++) {
            step(StepClock.NONE);
        }
        StepReport.Memory memory =
                new StepReport.Memory(ProcessUsage.residentBytes(), ProcessUsage.peakResidentBytes());
        double javaShare = JavaShare.of(() -> {
            for (int round = 0; round < rounds; round++) {
                step(StepClock.NONE);
            }
        });
        try (PointerScope scope = new PointerScope()) {
            Work work = work();
            EngineCeiling ceiling = new EngineCeiling(work.graph(), work.images());
            List<StepReport.Run> runs = new ArrayList<>();
            for (int count : threads) {
                Engine.setThreads(count);
                runs.add(run(ceiling, count, rounds));
            }
            StepReport.Calls calls = new StepReport.Calls(
                    work.graph().operators().size(),
                    setup.step().optimizer().parameters().size(),
                    ceiling.calls(),
                    ceiling.parameters());
            return new StepReport(
                    config.name(),
                    batchSize(),
                    setup.step().trainedWeights(),
                    firstStep,
                    runs,
                    calls,
                    memory,
                    javaShare);
        }
    }

    private int batchSize() {
        return config.train().batchSize();
    }

    private void step(StepClock clock) {
        run(batches.next(), clock);
    }

    private void run(Batch batch, StepClock clock) {
        setup.step().ofOneBatch().run(() -> MicroBatch.of(batch), LEARNING_RATE, clock);
    }

    /**
     * What one step does.
     *
     * @param images shape of the input
     */
    private record Work(LossGraph graph, TensorShape images) {}

    private Work work() {
        try (PointerScope scope = new PointerScope()) {
            // The ceiling is that of the work that counts, whether or not the steps do some of it twice.
            Learner learner = setup.learner().keepingActivations();
            ForwardPass forward = learner.forward(MicroBatch.of(batches.next()), StepClock.NONE);
            learner.discard();
            return new Work(LossGraph.of(forward.loss().total()), TensorShape.of(forward.images()));
        }
    }

    private StepReport.Run run(EngineCeiling ceiling, int threads, int rounds) {
        step(StepClock.NONE);
        ceiling.run();
        Measurements steps = new Measurements(rounds);
        Measurements ceilings = new Measurements(rounds);
        PartTimes parts = new PartTimes();
        long faults = 0;
        for (int round = 0; round < rounds; round++) {
            long before = ProcessUsage.minorFaults();
            steps.add(() -> timedStep(parts));
            faults += ProcessUsage.minorFaults() - before;
            ceilings.add(ceiling::run);
        }
        return new StepReport.Run(
                threads,
                rounds,
                steps.wall(),
                steps.cpu(),
                1e3 * batchSize() / steps.wall().median(),
                parts.medians(),
                ceilings.wall(),
                ceilings.cpu(),
                ceilings.wallShareOf(steps),
                ceilings.cpuShareOf(steps),
                (double) faults / rounds);
    }

    private void timedStep(PartTimes parts) {
        parts.begin();
        Batch batch = batches.next();
        parts.loaded();
        run(batch, parts);
        parts.end();
    }

    /** Stops the loader and frees the model. */
    @Override
    public void close() {
        batches.close();
        setup.close();
    }
}
