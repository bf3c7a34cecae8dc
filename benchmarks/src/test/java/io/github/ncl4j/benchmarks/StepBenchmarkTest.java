package io.github.ncl4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.torch.Engine;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmark measures is what it says; how long it takes is no test's concern. */
class StepBenchmarkTest {

    @ParameterizedTest
    @ValueSource(ints = {8, 14, 32})
    void theCeilingHasTheWeightsOfTheStep(int depth) {
        Engine.start();
        Workload workload = new Workload(2, depth, 2, 10, 1);
        try (PointerScope scope = new PointerScope();
                StepSetup step = StepSetup.of(workload)) {
            assertThat(new EngineCeiling(workload).parameters()).isEqualTo(step.parameters());
        }
    }

    @Test
    void theStepLearnsItsBatchAndTheCeilingKeepsNothing() {
        Engine.setThreads(1);
        Workload workload = new Workload(1, 8, 8, 10, 1);
        try (PointerScope scope = new PointerScope();
                StepSetup step = StepSetup.of(workload)) {
            double first = step.run().loss();
            for (int s = 0; s < 10; s++) {
                step.run();
            }
            assertThat(step.run().loss()).isLessThan(first);
            EngineCeiling ceiling = new EngineCeiling(workload);
            ceiling.run();
            long pointers = Pointer.totalCount();
            ceiling.run();
            assertThat(Pointer.totalCount()).isLessThanOrEqualTo(pointers);
        }
    }

    @Test
    void summarisesByMediansAndComparesRoundByRound() {
        Workload workload = new Workload(3, 32, 50, 100, 2);
        double[] step = {0.5, 1.0, 0.25, 2.0, 0.5};
        double[] ceiling = {0.4, 0.5, 0.2, 2.0, 0.3}; // shares 0.8, 0.5, 0.8, 1, 0.6
        StepTimes times = StepTimes.of(workload, step, ceiling);
        assertThat(times.share()).isCloseTo(0.8, within(1e-12));
        assertThat(times.step()).isEqualTo(new StepTimes.Spread(500, 500, 1000, 100));
        assertThat(times.ceiling()).isEqualTo(new StepTimes.Spread(400, 300, 500, 125));
    }
}
