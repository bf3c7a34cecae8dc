package io.github.ncl4j.app;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.LaunchContract;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.evaluate.AccuracyTable;
import io.github.ncl4j.evaluate.Evaluation;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.train.TrainingResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Trains the experiment of a configuration. */
@Command(
        name = "train",
        description =
                "Trains the experiment of a configuration. Ctrl-C, or SIGTERM in the background, ends it after the current step"
                        + " with its state saved."
                        + " With RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT in the environment it is one of several"
                        + " processes that train together.")
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private ExperimentArguments experiment;

    @Mixin
    private TrainingOptions options;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        ExperimentConfig config = experiment.load();
        LaunchContract contract = LaunchContract.of(System.getenv());
        // The signal is closed last: a process that ended before it has left the world would be taken for lost.
        try (EndOnSignal signal = new EndOnSignal();
                World world = World.join(contract, config.distributed(), System.getenv())) {
            TrainingResult result = train(config, world, signal);
            if (world.isFirst()) {
                print(spec.commandLine().getOut(), config, result);
            }
            return result.finished() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** Where {@link #call} would train. */
    Path runDirectory() {
        return options.output(experiment.load());
    }

    /** Where {@link #call} would begin. */
    Resume resume() {
        return options.resume();
    }

    private TrainingResult train(ExperimentConfig config, World world, EndOnSignal signal) {
        try {
            return TrainingSession.run(
                    config, options.output(config), options.resume(), device.name(), "", world, signal);
        } catch (RuntimeException | Error e) {
            world.abandon(e);
            throw e;
        }
    }

    private static void print(PrintWriter out, ExperimentConfig config, TrainingResult result) {
        Evaluation evaluation = result.evaluation();
        if (result.finished() && evaluation != null) {
            out.printf(
                    Locale.ROOT,
                    "after the last epoch (%d), on %d validation images%n",
                    config.train().epochs(),
                    evaluation.images());
            out.print(AccuracyTable.of(evaluation));
        }
        Double best = result.bestEnsemble();
        if (best != null) {
            out.printf(
                    Locale.ROOT,
                    "best epoch (%d, chosen on %s): ensemble %.1f %%%n",
                    result.bestEnsembleEpoch(),
                    result.chosenOnHeldOut() ? "images held out of training" : "the same images",
                    100 * best);
        }
        out.println("run directory: " + result.directory());
        out.flush();
    }
}
