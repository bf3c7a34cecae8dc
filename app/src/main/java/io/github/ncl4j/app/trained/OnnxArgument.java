package io.github.ncl4j.app.trained;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.image.FileKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** An exported file where a checkpoint may be named too. */
public final class OnnxArgument {

    private static final Logger LOG = LoggerFactory.getLogger(OnnxArgument.class);

    private OnnxArgument() {}

    /**
     * Whether a user means an exported file: one whose content is that of an ONNX model, and if it is nothing that is known, one
     * whose name ends in {@code .onnx}.
     */
    public static boolean isOne(Path model) {
        FileKind kind = FileKind.UNKNOWN;
        try {
            kind = Files.isRegularFile(model) ? FileKind.of(model) : kind;
        } catch (IOException e) {
            LOG.debug("{}: {}", model, e.getMessage());
        }
        boolean isNamedSo = model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
        return kind == FileKind.ONNX || (kind != FileKind.SAFETENSORS && isNamedSo);
    }

    /**
     * Checks that a device can compute an exported file.
     *
     * @param device as {@link DeviceOption} has it
     * @throws ParameterException if it cannot
     */
    public static void checkDevice(String device, CommandSpec spec) {
        if (device.startsWith("cuda")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--device " + device + ": ONNX files are computed on the CPU here; use the checkpoint for a GPU");
        }
    }
}
