package io.github.ncl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.evaluate.Decisions;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.evaluate.TestTimeAveraging;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.run.RunEvaluation;
import io.github.ncl4j.torch.EngineScope;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Images that a run packs with a shortest side are seen in that size by everything that uses its model. */
@ExtendWith(EngineScope.class)
class PackedEvaluationTest {

    @TempDir
    private Path folder;

    @Test
    void theRunItsEvaluationAndItsPredictionsSeeTheSamePixels() throws IOException {
        ExperimentConfig config = TinyExperiment.with(
                TinyExperiment.config(TinyExperiment.writeData(folder)),
                "train.epochs=1",
                "data.cache={type: packed, path: " + folder.resolve("packed") + ", shortest_side: 6}",
                "augment.evaluate=[{type: resize, shortest_side: 9}, {type: center-crop, size: 8}]");
        InterruptedRuns.train(config, folder.resolve("run"));
        Decisions inTraining = RunEvaluation.read(RunDirectory.evaluation(folder.resolve("run")))
                .ensemble();

        try (Predictor predictor = Predictor.load(RunDirectory.lastCheckpoint(folder.resolve("run")), "cpu")) {
            Decisions measured = predictor
                    .measure(Datasets.openValidation(config.data()), 0, TestTimeAveraging.NONE, false)
                    .decisions()
                    .ensemble();
            assertThat(measured.predicted()).isEqualTo(inTraining.predicted());
            assertThat(measured.confidence()).containsExactly(inTraining.confidence(), within(1e-5f));
            for (int n = 0; n < 15; n++) {
                Prediction prediction = predictor.predict(folder.resolve("valid/" + n / 5 + "-" + n % 5 + ".png"));
                assertThat((float) prediction.candidates().get(0).probability())
                        .isCloseTo(inTraining.confidence()[n], within(1e-5f));
            }
        }
    }
}
