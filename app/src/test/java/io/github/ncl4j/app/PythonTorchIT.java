package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImportedModel;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.pytorch.TorchFile;
import io.github.ncl4j.torch.ElementType;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go to Python's PyTorch and come from it. Needs Debian's python3-torch; skipped without. */
@ExtendWith(EngineScope.class)
class PythonTorchIT {

    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    private static Path folder;

    private static Path script;

    /** What Python prints of the two files that it writes; starting it takes seconds. */
    private static String written;

    @BeforeAll
    static void findPython() throws Exception {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(PYTHON))
                        && run(PYTHON, "-c", "import torch").exitCode() == 0,
                "skipped: " + PYTHON + " has no torch; apt-get install python3-torch");
        script = folder.resolve("checkpoints.py");
        try (var source = Objects.requireNonNull(PythonTorchIT.class.getResourceAsStream("checkpoints.py"))) {
            Files.copy(source, script);
        }
        written = python("write", folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip.pth", "legacy.pth"})
    void whatPythonWritesIsReadBitForBit(String name) throws Exception {
        try (TorchFile file = TorchFile.open(folder.resolve(name))) {
            assertThat(lines(file.tensors())).isEqualTo(written);
            assertThat(file.leftOut()).containsExactly("epoch", "args", "optimizer");
        }
    }

    @Test
    void whatIsExportedIsReadByPythonBitForBit() throws Exception {
        Path checkpoint = checkpoint();
        Path exported = folder.resolve("weights.pth");
        Path safetensors = folder.resolve("weights.safetensors");
        export(checkpoint, "pytorch", exported);
        export(checkpoint, "safetensors", safetensors);

        try (SafetensorsFile file = SafetensorsFile.open(checkpoint)) {
            Map<String, Tensor> tensors = file.tensors().keySet().stream()
                    .collect(Collectors.toMap(name -> name, file::tensor, (a, b) -> a, LinkedHashMap::new));
            assertThat(tensors).isNotEmpty();
            assertThat(python("read", exported)).isEqualTo(lines(tensors));
            assertThat(python("safetensors", safetensors)).isEqualTo(lines(tensors));
        }
    }

    private static Path checkpoint() throws IOException {
        ExperimentConfig config = ExperimentFile.load(TinyTraining.write(folder), List.of());
        ModelDescription description = new ModelDescription(config, List.of("a", "b", "c"), List.of(40, 16, 8));
        Path path = folder.resolve("checkpoint.safetensors");
        try (ExpertEnsemble ensemble = ExpertEnsemble.create(config.model(), 3, 7, new Device(torch.DeviceType.CPU))) {
            Map<String, Tensor> state = ensemble.weights().state();
            SafetensorsWriter.write(path, description.toMetadata(), state);
            assertThat(ImportedModel.of(state, config).leftOut()).isEmpty();
        }
        return path;
    }

    private static void export(Path checkpoint, String format, Path output) {
        CommandRun run = CommandRun.of(
                "model", "export", checkpoint.toString(), "--format", format, "--output", output.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    private static String python(String task, Path path) throws Exception {
        Launcher.Finished finished = run(PYTHON, script.toString(), task, path.toString());
        assertThat(finished.exitCode()).as(finished.err()).isZero();
        return finished.out();
    }

    private static Launcher.Finished run(String... command) throws Exception {
        return Launcher.start(folder, Map.of("OMP_NUM_THREADS", "1"), List.of(command))
                .await();
    }

    /** As the script prints them. */
    private static String lines(Map<String, Tensor> tensors) throws NoSuchAlgorithmException {
        StringBuilder lines = new StringBuilder();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            String shape = LongStream.range(0, tensor.dim())
                    .mapToObj(dimension -> Long.toString(tensor.size(dimension)))
                    .collect(Collectors.joining("x"));
            lines.append(entry.getKey() + " " + pythonName(tensor) + " " + shape + " " + sha256(tensor) + "\n");
        }
        return lines.toString();
    }

    private static String pythonName(Tensor tensor) {
        return switch (ElementType.of(tensor.scalar_type())) {
            case F64 -> "float64";
            case F32 -> "float32";
            case F16 -> "float16";
            case BF16 -> "bfloat16";
            case I64 -> "int64";
            case I32 -> "int32";
            case I16 -> "int16";
            case I8 -> "int8";
            case U8 -> "uint8";
            case BOOL -> "bool";
        };
    }

    private static String sha256(Tensor tensor) throws NoSuchAlgorithmException {
        Tensor contiguous = tensor.detach().contiguous();
        byte[] bytes = new byte[(int) (contiguous.numel() * contiguous.element_size())];
        if (bytes.length > 0) {
            new BytePointer(contiguous.data_ptr()).get(bytes);
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
