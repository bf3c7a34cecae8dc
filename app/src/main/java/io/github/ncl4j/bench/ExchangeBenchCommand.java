package io.github.ncl4j.bench;

import io.github.ncl4j.app.option.DeviceOption;
import io.github.ncl4j.app.option.ExperimentArguments;
import io.github.ncl4j.app.option.JsonOption;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.LaunchContract;
import io.github.ncl4j.distributed.World;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the steps of several processes, and what exchanging costs them. */
@Command(
        name = "exchange",
        description = {
            "Measures training steps in one of several processes, which RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT make it, as with"
                    + " 'train': each process for itself, all together, and together without overlap of backward and exchange,"
                    + " in turns; and the latency and bandwidth of their network. Rank 0 prints.",
            "Nothing is written. benchmarks/measurements/scaling.sh runs it with 1, 2 and 4 processes."
        })
final class ExchangeBenchCommand implements Runnable {

    @Mixin
    private ExperimentArguments experiment;

    @Mixin
    private RoundsOption rounds = new RoundsOption(10);

    @Mixin
    private JsonOption json;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        ExperimentConfig config = experiment.load();
        if (!rounds.isPossible()) {
            throw new ParameterException(spec.commandLine(), "--rounds must be at least 1 and at most 10000");
        }
        LaunchContract contract = LaunchContract.of(System.getenv());
        try (World world = World.join(contract, config.distributed(), System.getenv())) {
            ExchangeReport report = measure(config, world);
            if (world.isFirst()) {
                PrintWriter out = spec.commandLine().getOut();
                if (json.isGiven()) {
                    out.println(ReportJson.of(report));
                } else {
                    print(out, report);
                }
                out.flush();
            }
        }
    }

    private ExchangeReport measure(ExperimentConfig config, World world) {
        try (ExchangeBenchmark benchmark = ExchangeBenchmark.of(config, device.name(), world)) {
            return benchmark.measure(rounds.count());
        } catch (RuntimeException | Error e) {
            world.abandon(e);
            throw e;
        }
    }

    private static void print(PrintWriter out, ExchangeReport report) {
        out.printf(
                Locale.ROOT,
                "%s: %d process(es) with %d thread(s), %d images a step of all, %d rounds%n",
                report.name(),
                report.processes(),
                report.threads(),
                report.images(),
                report.rounds());
        out.println("in ms                            step  backward  waited: statistics  gradients  decisions");
        row(out, "each for itself", report.alone());
        row(out, "together", report.together());
        row(out, "gradients after backward", report.afterwards());
        ExchangeReport.Counted counted = report.counted();
        ExchangeReport.Probed link = report.link();
        Double hidden = report.hidden();
        Double gained = report.gained();
        if (counted != null && link != null && hidden != null && gained != null) {
            out.printf(
                    Locale.ROOT,
                    "of the sums of gradients %.0f %% are not waited for; the step is shorter by %.0f %% of them%n",
                    100 * hidden,
                    100 * gained);
            out.printf(
                    Locale.ROOT,
                    "exchanged in a step: %d of statistics and keys with %d bytes, %d of gradients with %d bytes, %d decisions%n",
                    counted.statistics(),
                    counted.statisticsBytes(),
                    counted.gradients(),
                    counted.gradientBytes(),
                    counted.decisions());
            out.printf(
                    Locale.ROOT,
                    "network: %.3f GB/s, %.0f us a round%n",
                    link.gigabytesPerSecond(),
                    link.latencyMicroseconds());
        }
    }

    private static void row(PrintWriter out, String name, ExchangeReport.@Nullable Step step) {
        if (step != null) {
            out.printf(
                    Locale.ROOT,
                    "%-26s %10.1f %9.1f %19.1f %10.1f %10.1f%n",
                    name,
                    step.step(),
                    step.backward(),
                    step.statistics(),
                    step.gradients(),
                    step.decisions());
        }
    }
}
