package io.github.ncl4j.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.bench.scaling.CostModel.Loader;
import io.github.ncl4j.bench.scaling.CostModel.Prediction;
import io.github.ncl4j.bench.scaling.CostModel.Work;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Two processes that send 1,000 bytes and ten rounds a second: a sum of n bytes takes {@code 0.2 + n / 1000} s, a gathering
 * {@code 0.1 + n / 1000} s.
 */
class CostModelTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final Loader NO_LOADING = new Loader(Double.POSITIVE_INFINITY, 1);

    private static final StepTraffic TRAFFIC =
            new StepTraffic(List.of(1000L, 1000L, 500L), List.of(100L), List.of(200L), List.of(100L), 2);

    private static Cluster cluster(double bytesPerSecond) {
        Link link = new Link(bytesPerSecond, 0.1, Link.Sums.RING);
        return new Cluster(8, link, link);
    }

    private static Prediction predict(double bytesPerSecond, Work work) {
        return new CostModel(TRAFFIC, cluster(bytesPerSecond), work).predict(2);
    }

    /**
     * Backward has 5.6 s and an exchange of 0.4 s. Its buckets are complete after 2, 4 and 6 s, and take 1.2, 1.2 and 0.7 s: only
     * the last is waited for.
     */
    @Test
    void bucketsHideBehindBackwardButForTheLast() {
        Prediction step = predict(1000, new Work(10, 0.56, 1, 20, 1, NO_LOADING));

        assertThat(step.statistics()).isCloseTo(0.2 + 0.4, EXACT);
        assertThat(step.gradients()).isCloseTo(1.2 + 1.2 + 0.7, EXACT);
        assertThat(step.waited()).isCloseTo(0.7, EXACT);
        assertThat(step.hidden()).isCloseTo(1 - 0.7 / 3.1, EXACT);
        assertThat(step.other()).as("keys and two decisions").isCloseTo(0.2 + 2 * 0.2, EXACT);
        assertThat(step.step()).isCloseTo(10 + 0.6 + 0.7 + 0.6, EXACT);
        assertThat(step.imagesPerSecond()).isCloseTo(2 * 20 / 11.9, EXACT);
        assertThat(step.efficiency()).isCloseTo(10 / 11.9, EXACT);
        assertThat(step.loaderCores()).isZero();
    }

    /** At 200 bytes a second buckets take 5.2, 5.2 and 2.7 s. The first leaves after 2 s, and then each when the one before is there. */
    @Test
    void slowBucketsQueue() {
        Prediction step = predict(200, new Work(10, 0.48, 1, 20, 1, NO_LOADING));

        assertThat(step.waited()).isCloseTo(2 + 13.1 - 6, EXACT);
        assertThat(step.hidden()).isCloseTo(4 / 13.1, EXACT);
    }

    /** Of two batches only the last one's backward, here of 3 s, has gradients on their way: 2.2, 3.4, 4.1. */
    @Test
    void earlierBatchesOfAStepHideNothing() {
        Prediction step = predict(1000, new Work(10, 0.56, 2, 20, 1, NO_LOADING));

        assertThat(step.waited()).isCloseTo(1.1, EXACT);
    }

    @Test
    void aProcessAloneOnlyComputes() {
        Prediction step = new CostModel(TRAFFIC, cluster(1000), new Work(10, 0.5, 1, 20, 1, NO_LOADING)).predict(1);

        assertThat(step.step()).isEqualTo(10);
        assertThat(step.efficiency()).isEqualTo(1);
        assertThat(step.hidden()).isNull();
    }

    /** 20 images in two views each; at 2 a second and core that takes one core 20 s, and a step of 11.9 s wants 1.7 of them. */
    @Test
    void aSlowLoaderHoldsUpTheStep() {
        Prediction oneCore = predict(1000, new Work(10, 0.56, 1, 20, 2, new Loader(2, 1)));
        assertThat(oneCore.step()).isCloseTo(20, EXACT);
        assertThat(oneCore.loaderCores()).isCloseTo(20 / 11.9, EXACT);

        Prediction twoCores = predict(1000, new Work(10, 0.56, 1, 20, 2, new Loader(2, 2)));
        assertThat(twoCores.step()).isCloseTo(11.9, EXACT);
        assertThat(twoCores.loaderCores()).isCloseTo(20 / 11.9, EXACT);
    }

    @Test
    void moreProcessesNeverMakeStepsShorter() {
        CostModel model = new CostModel(TRAFFIC, cluster(1000), new Work(10, 0.5, 1, 20, 1, NO_LOADING));
        double before = 0;
        for (int processes = 1; processes <= 64; processes++) {
            double step = model.predict(processes).step();
            assertThat(step).isGreaterThan(before);
            before = step;
        }
    }

    @Test
    void impossibleWorkIsRefused() {
        assertThatThrownBy(() -> new Work(0, 0.5, 1, 20, 1, NO_LOADING)).hasMessageContaining("more than 0 s");
        assertThatThrownBy(() -> new Work(1, 1.5, 1, 20, 1, NO_LOADING)).hasMessageContaining("0 to 1");
    }
}
