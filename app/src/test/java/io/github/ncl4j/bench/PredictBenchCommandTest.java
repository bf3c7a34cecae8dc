package io.github.ncl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.onnx.InputForm;
import io.github.ncl4j.serve.TinyCheckpoint;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.train.TinyExperiment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code bench predict}. */
@ExtendWith(EngineScope.class)
class PredictBenchCommandTest {

    @TempDir
    private Path folder;

    @Test
    void anExportedFileIsMeasuredAloneToo() throws Exception {
        Path checkpoint = TinyCheckpoint.write(folder, "{type: random-crop, size: 8}");
        Path file = TinyCheckpoint.export(checkpoint, ExportOptions.DEFAULT.with(InputForm.UINT8));
        String image = TinyExperiment.writeData(folder).resolve("train/0-0.png").toString();

        CommandRun run = CommandRun.of("bench", "predict", file.toString(), image, "--seconds", "1", "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode document = new JsonMapper().readTree(run.out());
        assertThat(document.path("images").asInt()).isPositive();
        double whole = document.path("images_per_second").asDouble();
        assertThat(whole)
                .isPositive()
                .isLessThan(document.path("model_images_per_second").asDouble());
        assertThat(document.path("onnx_runtime_images_per_second").asDouble()).isPositive();
    }

    @Test
    void whatCannotBeMeasuredIsWrongUsage() {
        CommandRun zero = CommandRun.of("bench", "predict", "model.onnx", "x.png", "--seconds", "0");
        CommandRun gpu = CommandRun.of("bench", "predict", "model.onnx", "x.png", "--device", "cuda:0");

        assertThat(zero.exitCode()).isEqualTo(2);
        assertThat(zero.err()).contains("--batch-size and --seconds must be at least 1");
        assertThat(gpu.exitCode()).isEqualTo(2);
        assertThat(gpu.err()).contains("ONNX files are computed on the CPU here");
    }
}
