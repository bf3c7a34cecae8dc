package io.github.ncl4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.testkit.TinyData;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsWriter;
import io.github.ncl4j.train.TinyExperiment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A model is measured by what its classes are called, not by their numbers in somebody's file. */
@ExtendWith(EngineScope.class)
class PredictorClassesTest {

    private static final List<String> NAMES = List.of("ant", "bee", "cow");

    @TempDir
    private Path folder;

    @Test
    void theOrderOfTheNamesChangesNoAccuracy() throws IOException {
        TinyData.write(folder);
        Path own = annotate("own.json", NAMES, 0, 1, 2);
        Path reordered = annotate("reordered.json", List.of("cow", "zebra", "ant", "bee"), 2, 3, 0);
        Path fewer = annotate("fewer.json", List.of("zebra", "bee"), 0, 1, 0);

        try (Predictor predictor = Predictor.load(checkpoint(), "cpu")) {
            Evaluation expected = predictor.evaluate(Datasets.annotated(own));

            Evaluation found = predictor.evaluate(Datasets.annotated(reordered));
            assertThat(found.classAccuracy()).isEqualTo(expected.classAccuracy());
            assertThat(found.ensemble()).isEqualTo(expected.ensemble());

            Predictor.Measured common = predictor.measure(Datasets.annotated(fewer), 0, TestTimeAveraging.NONE, true);
            assertThat(common.evaluation().images()).isEqualTo(5);
            assertThat(common.decisions().targets()).containsOnly(1);
            assertThat(common.evaluation().classAccuracy())
                    .containsExactly(null, expected.classAccuracy().get(1), null);
        }
    }

    /** The validation images of {@link TinyExperiment}, whose classes 0, 1 and 2 have these numbers in the file. */
    private Path annotate(String name, List<String> names, int... numbers) throws IOException {
        Path file = folder.resolve(name);
        try (AnnotationWriter writer = AnnotationWriter.create(file, names)) {
            for (int c = 0; c < numbers.length; c++) {
                for (int i = 0; i < 5; i++) {
                    writer.add(i, "valid/" + c + "-" + i + ".png", numbers[c]);
                }
            }
        }
        assertThat(Files.exists(file)).isTrue();
        return file;
    }

    private Path checkpoint() throws IOException {
        ExperimentConfig config = TinyExperiment.config(folder);
        Path file = folder.resolve("fresh.safetensors");
        try (Device device = new Device(torch.DeviceType.CPU);
                ExpertEnsemble model = ExpertEnsemble.create(config.model(), 3, 4, device)) {
            ModelDescription description = new ModelDescription(config, NAMES, List.of(36, 18, 10));
            SafetensorsWriter.write(
                    file, description.toMetadata(), model.weights().state());
        }
        return file;
    }
}
