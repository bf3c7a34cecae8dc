package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.config.OptimizerConfig;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.TrainConfig;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.golden.GoldenFolder;
import io.github.ncl4j.golden.Tolerances;
import io.github.ncl4j.optimize.LearningRateSchedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The learning rate of every epoch of several schedules. */
@Tag("golden")
class LearningRateGoldenTest {

    /** Fixed in the reference ({@code lib/utils/utils.py}, {@code eta_min}). */
    private static final double COSINE_MINIMUM = 1e-4;

    @TestFactory
    Stream<DynamicTest> schedules() {
        return GoldenFolder.tests("lr_schedules.json", LearningRateGoldenTest::check);
    }

    private static void check(Path file) {
        try (GoldenCase golden = new GoldenCase(file)) {
            JsonNode cases = golden.json().path("cases");
            assertThat(cases).isNotEmpty();
            for (JsonNode description : cases) {
                double[] expected = golden.doubles(description.path("tensor").asText());
                LearningRateSchedule schedule = LearningRateSchedule.of(config(description));
                assertThat(expected).hasSize(description.path("max_epoch").asInt());
                for (int epoch = 1; epoch <= expected.length; epoch++) {
                    assertThat(schedule.at(epoch))
                            .as("%s, epoch %d", description, epoch)
                            .isCloseTo(expected[epoch - 1], within(Tolerances.LEARNING_RATE * expected[epoch - 1]));
                }
            }
        }
    }

    private static TrainConfig config(JsonNode description) {
        List<Integer> milestones = new ArrayList<>();
        description.path("LR_STEP").forEach(epoch -> milestones.add(epoch.asInt()));
        double factor = description.path("LR_FACTOR").asDouble();
        ScheduleConfig schedule = switch (description.path("type").asText()) {
            case "multistep" -> new ScheduleConfig.Multistep(milestones, factor);
            case "warmup" ->
                new ScheduleConfig.WarmupMultistep(
                        milestones, factor, description.path("WARM_EPOCH").asInt());
            case "cosine" ->
                new ScheduleConfig.Cosine(
                        COSINE_MINIMUM, description.path("COSINE_DECAY_END").asInt());
            default -> throw new AssertionError("unknown schedule " + description);
        };
        double base = description.path("base_lr").asDouble();
        return TrainConfig.of(description.path("max_epoch").asInt())
                .withOptimizer(new OptimizerConfig.Sgd(base, 0.9, true, 0))
                .withSchedule(schedule)
                .withThreads(1);
    }
}
