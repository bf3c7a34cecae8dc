package io.github.ncl4j.bench.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An expert of ResNet-8 has seven convolutions of 432, 2 x 2,304, 4,608, 9,216, 18,432 and 36,864 weights, each with a batch norm,
 * of 16, 16, 16, 32, 32, 64 and 64 channels; for ten classes its classifier has 650.
 */
class StepTrafficTest {

    private static final List<Long> CHANNELS = List.of(16L, 16L, 16L, 32L, 32L, 64L, 64L);
    private static final long WEIGHTS = 74_160 + 2 * 240 + 650;

    private static StepTraffic traffic(String... settings) {
        ExperimentConfig config = ExperimentFile.parse("""
                data: {format: built-in}
                model: {experts: 2, backbone: cifar-resnet8}
                train: {epochs: 1, batch_size: 5}
                """, "test.yaml", List.of(settings));
        return StepTraffic.of(config, 10);
    }

    private static List<Long> ofAll(int times, int perChannel, int more) {
        return Collections.nCopies(times, CHANNELS).stream()
                .flatMap(List::stream)
                .map(channels -> 4 * (perChannel * channels + more))
                .toList();
    }

    @Test
    void everyWeightAndEveryNormIsExchanged() {
        StepTraffic traffic = traffic();

        assertThat(traffic.gradients()).containsExactly(4 * 2 * WEIGHTS);
        assertThat(traffic.statistics()).isEqualTo(ofAll(2, 2, 1));
        assertThat(traffic.statisticsGradients()).isEqualTo(ofAll(2, 2, 0));
        assertThat(traffic.keys()).isEmpty();
        assertThat(traffic.decisions()).isEqualTo(2);
    }

    /** Each of three batches meets twice forward, where activations are computed again, and once backward. */
    @Test
    void batchesOfAStepAndActivationsComputedAgainExchangeStatisticsButNoGradients() {
        StepTraffic traffic = traffic("train.accumulate=3", "train.activation_checkpointing=true");

        assertThat(traffic.gradients()).containsExactly(4 * 2 * WEIGHTS);
        assertThat(traffic.statistics()).isEqualTo(ofAll(3 * 2 * 2, 2, 1));
        assertThat(traffic.statisticsGradients()).isEqualTo(ofAll(3 * 2, 2, 0));
        assertThat(traffic.decisions()).isEqualTo(4);
    }

    /** The classifiers are all that is trained, and a frozen norm needs no batch. */
    @Test
    void frozenBackbonesExchangeNothing() {
        StepTraffic traffic = traffic("model.freeze_backbone=true");

        assertThat(traffic.gradients()).containsExactly(4L * 2 * 650);
        assertThat(traffic.statistics()).isEmpty();
        assertThat(traffic.statisticsGradients()).isEmpty();
    }

    /** Key encoders normalise, but have no gradients; each expert gathers 5 keys of 16 numbers. */
    @Test
    void theContrastiveBranchAddsKeysProjectionsAndItsNorms() {
        StepTraffic traffic = traffic(
                "contrastive={dimension: 16, queue_length: 32, projection: linear}",
                "augment.key=[{type: horizontal-flip, probability: 0.5}]");

        assertThat(traffic.gradients()).containsExactly(4 * 2 * (WEIGHTS + 64 * 16 + 16));
        assertThat(traffic.statistics()).isEqualTo(ofAll(4, 2, 1));
        assertThat(traffic.statisticsGradients()).isEqualTo(ofAll(2, 2, 0));
        assertThat(traffic.keys()).containsExactly(4L * 5 * 16, 4L * 5 * 16);
    }

    /** 2.4 MB for each of three experts make a bucket of two, which is full above 4 MB, and one of what is left. */
    @Test
    void bucketsAreFullAboveFourMegabytes() {
        StepTraffic traffic = traffic("model.experts=3", "model.backbone=cifar-resnet44");

        assertThat(traffic.gradients()).hasSize(2);
        assertThat(traffic.gradients().get(0)).isBetween(4L << 20, (4L << 20) + 4 * 36_864);
    }
}
