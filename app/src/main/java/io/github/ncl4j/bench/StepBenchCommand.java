package io.github.ncl4j.bench;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.ExperimentArguments;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.config.ExperimentConfig;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the training steps of a configuration beside what the engine's calls cost by themselves. */
@Command(
        name = "step",
        description = {
            "Measures the training steps of a configuration, part by part, and in turns with them the engine's ceiling: the"
                    + " same convolutions, norms and matrix products called one after the other on ready tensors.",
            "Nothing is written."
        })
final class StepBenchCommand implements Runnable {

    private static final double MEGABYTE = 1 << 20;

    @Mixin
    private ExperimentArguments experiment;

    @Option(
            names = "--threads",
            split = ",",
            paramLabel = "N",
            description =
                    "numbers of threads of the engine to measure (default: 1 and the configuration's train.threads)")
    private @Nullable List<Integer> threads;

    @Mixin
    private RoundsOption rounds = new RoundsOption(20);

    @Mixin
    private JsonOption json;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        ExperimentConfig config = experiment.load();
        List<Integer> counts = threads != null
                ? threads
                : Stream.of(1, config.train().threads()).distinct().toList();
        if (!rounds.isPossible() || counts.stream().anyMatch(each -> each < 1 || each > 1024)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rounds must be at least 1 and at most 10000, and each of --threads at least 1 and at most 1024");
        }
        StepReport report;
        try (StepBenchmark benchmark = StepBenchmark.of(config, device.name())) {
            report = benchmark.measure(counts, rounds.count());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(ReportJson.of(report));
        } else {
            print(out, report);
        }
        out.flush();
    }

    private static void print(PrintWriter out, StepReport report) {
        out.printf(
                Locale.ROOT,
                "%s: %d images a step, %d trained weights%n",
                report.name(),
                report.images(),
                report.parameters());
        report.runs().forEach(run -> print(out, run));
        StepReport.Calls calls = report.calls();
        out.printf(
                Locale.ROOT,
                "%ncalls of a step: %d differentiated operators, %d of them in the ceiling with %d weights; %d parameters updated%n",
                calls.differentiated(),
                calls.ceilingCalls(),
                calls.ceilingParameters(),
                calls.updated());
        out.printf(Locale.ROOT, "Java's own share of a step: %.2f %%%n", 100 * report.javaShare());
        StepReport.Memory memory = report.memory();
        if (memory.resident() != null && memory.peak() != null) {
            out.printf(
                    Locale.ROOT,
                    "resident memory after the first steps: %.0f MB, peak %.0f MB%n",
                    memory.resident() / MEGABYTE,
                    memory.peak() / MEGABYTE);
        }
        out.printf(Locale.ROOT, "start to first step: %.1f s%n", report.firstStepSeconds());
    }

    private static void print(PrintWriter out, StepReport.Run run) {
        out.printf(Locale.ROOT, "%n%d thread(s), %d rounds%n", run.threads(), run.rounds());
        row(out, "whole step", run.step(), run.stepCpu());
        row(out, "engine's ceiling", run.ceiling(), run.ceilingCpu());
        out.printf(
                Locale.ROOT,
                "  %.1f images/s; share of the ceiling %.3f (by CPU time %.3f); %.0f page faults a step%n",
                run.imagesPerSecond(),
                run.share(),
                run.cpuShare(),
                run.pageFaults());
        double sum =
                run.parts().values().stream().mapToDouble(Double::doubleValue).sum();
        run.parts()
                .forEach((part, time) ->
                        out.printf(Locale.ROOT, "  %-16s %9.2f ms %6.1f %%%n", part, time, 100 * time / sum));
    }

    private static void row(PrintWriter out, String name, Quartiles wall, Quartiles cpu) {
        out.printf(
                Locale.ROOT,
                "  %-16s %9.2f ms (quartiles %.2f - %.2f), CPU %.2f ms%n",
                name,
                wall.median(),
                wall.lowerQuartile(),
                wall.upperQuartile(),
                cpu.median());
    }
}
