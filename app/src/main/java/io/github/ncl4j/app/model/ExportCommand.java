package io.github.ncl4j.app.model;

import io.github.ncl4j.app.onnx.OnnxFile;
import io.github.ncl4j.app.onnx.OnnxOptions;
import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.app.trained.CheckpointArgument;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the weights of a checkpoint for other programs. */
@Command(
        name = "export",
        description = {
            "Writes the weights of a checkpoint for Python, as safetensors or as a file for torch.load, under the names of the"
                    + " reference implementation's state_dict; or the network for ONNX Runtime, with all that is needed to use"
                    + " it.",
            "An ONNX file is compared with libtorch before it is put in its place."
        })
final class ExportCommand implements Callable<Integer> {

    /** What a run needs to go on, and nobody else. */
    private static final String PROGRESS = "progress";

    @Parameters(
            index = "0",
            paramLabel = "RUN|CHECKPOINT",
            description = "a run directory, for its last checkpoint, or a checkpoint file")
    private Path checkpoint;

    @Option(names = "--format", paramLabel = "FORMAT", required = true, description = "safetensors, pytorch or onnx")
    private WeightsFormat format;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "the new file")
    private Path output;

    @Option(
            names = "--all",
            defaultValue = "false",
            description = "also the state of the optimizer and of the random generator")
    private boolean all;

    @Mixin
    private OnnxOptions onnx;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Path source = CheckpointArgument.resolve(checkpoint);
        if (format == WeightsFormat.ONNX && all) {
            throw new ParameterException(
                    spec.commandLine(), "--all is for weights; an ONNX file holds the network alone");
        }
        if (format != WeightsFormat.ONNX && OnnxOptions.given(spec)) {
            throw new ParameterException(
                    spec.commandLine(), OnnxOptions.firstGiven(spec) + " belongs to --format onnx");
        }
        return format == WeightsFormat.ONNX
                ? new OnnxFile(onnx, spec.commandLine().getOut()).write(source, output)
                : writeTensors(source);
    }

    private int writeTensors(Path source) throws IOException {
        Engine.start();
        try (SafetensorsFile file = SafetensorsFile.open(source);
                StagedOutput result = StagedOutput.at(output);
                PointerScope scope = new PointerScope()) {
            Map<String, String> metadata = new LinkedHashMap<>(file.metadata());
            Map<String, Tensor> tensors = all ? file.tensors(name -> true) : TrainedModel.evaluated(file, name -> true);
            if (!all) {
                metadata.remove(PROGRESS);
            }
            format.write(result.draft(), metadata, tensors);
            result.finish();
            spec.commandLine().getOut().printf(Locale.ROOT, "%s: %d tensors%n", output, tensors.size());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
