package io.github.ncl4j.app.option;

import io.github.ncl4j.torch.Devices;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where a command computes. */
public final class DeviceOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    private String name = "auto";

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda:N",
            defaultValue = "auto",
            description = "where to compute; auto is the first GPU, or the CPU if there is none")
    void setName(String value) {
        if (!Devices.isName(value)) {
            throw new ParameterException(
                    spec.commandLine(), "no device is called '" + value + "'; use auto, cpu or cuda:N");
        }
        name = value;
    }

    /** As {@link Devices#parse} takes it. */
    public String name() {
        return name;
    }
}
