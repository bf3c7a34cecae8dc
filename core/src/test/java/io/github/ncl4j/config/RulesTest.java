package io.github.ncl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever builds settings in Java gets the rules that a file gets. */
class RulesTest {

    @Test
    void constructorsNameEveryBrokenRule() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new OptimizerConfig.Sgd(-1, 1, true, Double.NaN))
                .withMessage("""
                        Sgd.learningRate = -1.0: must be a finite number above 0
                        Sgd.momentum = 1.0: must be at least 0 and below 1
                        Sgd.weightDecay = NaN: must be a finite number of at least 0""")
                .satisfies(wrong -> assertThat(wrong.problems())
                        .extracting(ConfigProblem::key)
                        .containsExactly("learningRate", "momentum", "weightDecay"));
    }

    @Test
    void milestonesDoNotDecreaseAndMayLieBeyondTheRun() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ScheduleConfig.Multistep(List.of(3, 2), 0.1));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ScheduleConfig.Multistep(List.of(0, 3), 0.1));
        assertThat(new ScheduleConfig.Multistep(List.of(), 1).milestones()).isEmpty();
        assertThat(new ScheduleConfig.Multistep(List.of(1, 1_000_000), 1).milestones())
                .hasSize(2);
    }

    @Test
    void pathsAreAbsoluteSoThatTheyOutliveTheWorkingDirectory() {
        DataConfig data = DataConfig.archive(DataConfig.Format.CIFAR_10, Path.of("x/../data.tar.gz"));
        assertThat(data.path()).isEqualTo(Path.of("data.tar.gz").toAbsolutePath());
    }
}
