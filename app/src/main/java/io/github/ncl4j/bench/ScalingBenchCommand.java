package io.github.ncl4j.bench;

import io.github.ncl4j.app.option.ExperimentArguments;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.bench.scaling.ScalingReport;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.data.Datasets;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what several processes would exchange, and how long their steps would take. */
@Command(
        name = "scaling",
        description = {
            "Says what each process exchanges in a step, from the model of a configuration, and how long the steps of more and more"
                    + " processes are expected to take, from what you say of computing, network and loader. Nothing is measured;"
                    + " docs/guide/sizing.md names every assumption.",
            "Numbers of computing come from 'bench step', of the network from 'bench exchange', of the loader from 'bench loader'."
        })
final class ScalingBenchCommand implements Runnable {

    private static final double MEGABYTE = 1e6;

    @Mixin
    private ExperimentArguments experiment;

    @Option(
            names = "--classes",
            paramLabel = "C",
            description = "classes (default: those of the data, which must be there)")
    private @Nullable Integer classes;

    @Option(
            names = "--gpus",
            split = ",",
            paramLabel = "W",
            defaultValue = "1,2,4,8,16,32,64",
            description = "numbers of processes, each with a GPU of its own")
    private List<Integer> processes = List.of();

    @Option(
            names = "--compute",
            paramLabel = "MS",
            description = "milliseconds of a step of one process without any exchange (default: no times are expected)")
    private @Nullable Double compute;

    @Option(
            names = "--backward-share",
            paramLabel = "F",
            defaultValue = "0.67",
            description = "the fraction of --compute in backward")
    private double backwardShare;

    @Option(names = "--per-machine", paramLabel = "N", defaultValue = "8", description = "processes of a machine")
    private int perMachine;

    @Option(
            names = "--bandwidth",
            paramLabel = "GB/S",
            defaultValue = "10",
            description = "from one process of a machine to the next, in 1e9 bytes per second")
    private double bandwidth;

    @Option(
            names = "--latency",
            paramLabel = "US",
            defaultValue = "5",
            description = "of a round of an exchange within a machine, in microseconds")
    private double latency;

    @Option(
            names = "--network-bandwidth",
            paramLabel = "GB/S",
            defaultValue = "2.5",
            description = "from one machine to the next")
    private double networkBandwidth;

    @Option(
            names = "--network-latency",
            paramLabel = "US",
            defaultValue = "20",
            description = "of a round of an exchange among machines")
    private double networkLatency;

    @Option(
            names = "--tree",
            defaultValue = "false",
            description = "sums go up and down a tree where that is faster than around a ring, as NCCL's do")
    private boolean tree;

    @Option(
            names = "--loader-speed",
            paramLabel = "IMAGES/S",
            description = "images that one core reads, decodes and augments (default: loading is not looked at)")
    private @Nullable Double loaderSpeed;

    @Option(
            names = "--loader-cores",
            paramLabel = "N",
            description = "cores of each process for loading (default: data.workers of the configuration)")
    private @Nullable Integer loaderCores;

    @Mixin
    private JsonOption json;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        ExperimentConfig config = experiment.load();
        check();
        int number = classes != null
                ? classes
                : Datasets.open(config.data(), config.seed(), Pipeline.preparations(config))
                        .train()
                        .classCounts()
                        .length;
        ScalingReport report = ScalingReport.of(config, number, processes, assumptions(config));
        PrintWriter out = spec.commandLine().getOut();
        if (json.isGiven()) {
            out.println(ReportJson.of(report));
        } else {
            print(out, report);
        }
        out.flush();
    }

    private void check() {
        boolean counts = processes.stream().allMatch(each -> each >= 1 && each <= 65_536)
                && perMachine >= 1
                && (classes == null || classes >= 1)
                && (loaderCores == null || loaderCores >= 1);
        boolean speeds = isPositive(bandwidth)
                && isPositive(networkBandwidth)
                && (compute == null || isPositive(compute))
                && (loaderSpeed == null || isPositive(loaderSpeed));
        if (!counts
                || !speeds
                || !isAmount(latency)
                || !isAmount(networkLatency)
                || !(backwardShare >= 0 && backwardShare <= 1)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "each of --gpus must be at least 1 and at most 65536; --classes, --per-machine and --loader-cores at least 1;"
                            + " --compute, --bandwidth, --network-bandwidth and --loader-speed above 0; --latency and"
                            + " --network-latency at least 0; --backward-share from 0 to 1");
        }
    }

    private static boolean isPositive(double value) {
        return value > 0 && value < Double.POSITIVE_INFINITY;
    }

    private static boolean isAmount(double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY;
    }

    private ScalingReport.@Nullable Assumptions assumptions(ExperimentConfig config) {
        return compute == null
                ? null
                : new ScalingReport.Assumptions(
                        compute,
                        backwardShare,
                        perMachine,
                        new ScalingReport.Network(bandwidth, latency),
                        new ScalingReport.Network(networkBandwidth, networkLatency),
                        tree,
                        loaderSpeed,
                        loaderCores != null ? loaderCores : config.data().workers());
    }

    private static void print(PrintWriter out, ScalingReport report) {
        out.printf(
                Locale.ROOT,
                "%s: %d classes, %d images a step of each process%n",
                report.name(),
                report.classes(),
                report.images());
        out.println("exchanged by each of several processes in a step");
        ScalingReport.Exchanged exchanged = report.exchanged();
        row(out, "gradients", "sums", exchanged.gradients(), exchanged.gradientBytes());
        row(out, "batch norm, forward", "gatherings", exchanged.statistics(), exchanged.statisticsBytes());
        row(out, "batch norm, backward", "sums", exchanged.statisticsGradients(), exchanged.statisticsGradientBytes());
        row(out, "keys", "gatherings", exchanged.keys(), exchanged.keyBytes());
        out.printf(Locale.ROOT, "  %-20s %5d sums of a few numbers%n", "decisions", exchanged.decisions());
        if (!report.steps().isEmpty()) {
            out.printf(Locale.ROOT, "%nexpected, in ms%n");
            out.println("  GPUs  batch norm  gradients  hidden    other     step  images/s  efficiency  loader cores");
            report.steps().forEach(step -> print(out, step));
        }
    }

    private static void row(PrintWriter out, String name, String kind, int count, long bytes) {
        out.printf(Locale.ROOT, "  %-20s %5d %-10s %10.3f MB%n", name, count, kind, bytes / MEGABYTE);
    }

    private static void print(PrintWriter out, ScalingReport.Step step) {
        Double hidden = step.hidden();
        Double cores = step.loaderCores();
        out.printf(
                Locale.ROOT,
                "%6d %11.1f %10.1f %7s %8.1f %8.1f %9.0f %11.2f %13s%n",
                step.processes(),
                step.statistics(),
                step.gradients(),
                hidden == null ? "n/a" : String.format(Locale.ROOT, "%.0f %%", 100 * hidden),
                step.other(),
                step.step(),
                step.imagesPerSecond(),
                step.efficiency(),
                cores == null ? "n/a" : String.format(Locale.ROOT, "%.1f", cores));
    }
}
