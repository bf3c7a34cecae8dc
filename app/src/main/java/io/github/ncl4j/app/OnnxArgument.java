package io.github.ncl4j.app;

import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** An exported file where a checkpoint may be named too. */
final class OnnxArgument {

    private OnnxArgument() {}

    /** Whether a user means an exported file: one whose name ends in {@code .onnx}. */
    static boolean isOne(Path model) {
        return model.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /**
     * Checks that a device can compute an exported file.
     *
     * @param device as {@link DeviceOption} has it
     * @throws ParameterException if it cannot
     */
    static void checkDevice(String device, CommandSpec spec) {
        if (device.startsWith("cuda")) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--device " + device + ": ONNX files are computed on the CPU here; use the checkpoint for a GPU");
        }
    }
}
