package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.testkit.RunComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose later epochs are balanced. */
class DeferredTrainingTest {

    private static final ExperimentConfig tiny = TinyExperiment.shared();

    @TempDir
    private Path folder;

    private static ExperimentConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of("loss.type=ldam", "model.classifier.type=normalized"));
        all.addAll(List.of(overrides));
        return TinyExperiment.with(tiny, all);
    }

    private static List<String> metrics(Path run) throws IOException {
        return RunComparison.metricsWithoutTimes(run).lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"reweight", "resample"})
    void theFirstEpochsAreThoseOfTheRunWithoutIt(String type) throws IOException {
        InterruptedRuns.train(config(), folder.resolve("plain"));
        InterruptedRuns.train(
                config("train.deferred.type=" + type, "train.deferred.from_epoch=3"), folder.resolve("deferred"));

        List<String> plain = metrics(folder.resolve("plain"));
        List<String> deferred = metrics(folder.resolve("deferred"));
        assertThat(deferred.subList(0, 2)).isEqualTo(plain.subList(0, 2));
        assertThat(deferred.get(2)).isNotEqualTo(plain.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reweight", "resample"})
    void aRunThatIsStoppedAroundTheSwitchGoesOnBitForBit(String type) throws IOException {
        ExperimentConfig config = config("train.deferred.type=" + type, "train.deferred.from_epoch=2");
        InterruptedRuns.train(config, folder.resolve("whole"));
        InterruptedRuns.trainInPieces(config, folder.resolve("pieces"), 3);

        RunComparison.assertSameRun(folder.resolve("whole"), folder.resolve("pieces"));
    }
}
