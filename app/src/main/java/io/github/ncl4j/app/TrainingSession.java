package io.github.ncl4j.app;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.report.ReportPage;
import io.github.ncl4j.report.RunFiles;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.train.Trainer;
import io.github.ncl4j.train.TrainingListener;
import io.github.ncl4j.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training as the command line runs it: logged to the run directory too, shown on standard error, and ended by Ctrl-C
 * or SIGTERM after the step that it is taking, or within its evaluation, with its state saved.
 */
final class TrainingSession {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingSession.class);

    private TrainingSession() {}

    /**
     * Trains until the last epoch or a signal.
     *
     * @param label what the progress display calls the run; may be empty
     */
    static TrainingResult run(ExperimentConfig config, Path output, Resume resume, String device, String label) {
        try (EndOnSignal signal = new EndOnSignal()) {
            return run(config, output, resume, device, label, World.alone(), signal);
        }
    }

    /**
     * The same in one of several processes, of which the first alone logs to the run directory and shows the training.
     *
     * @param world borrowed
     * @param signal borrowed; who closes it lets the process end after a signal
     */
    static TrainingResult run(
            ExperimentConfig config,
            Path output,
            Resume resume,
            String device,
            String label,
            World world,
            EndOnSignal signal) {
        int batch = config.train().batchSize() * world.contract().worldSize();
        try (Trainer trainer = Trainer.create(config, output, resume, device, world);
                Logging.Copy log = world.isFirst() ? Logging.toFile(output.resolve("train.log")) : () -> {};
                TrainingDisplay display = new TrainingDisplay(label, batch)) {
            signal.ask(trainer::requestStop);
            if (world.isFirst() && IgnoredSignals.interrupt()) {
                LOG.info(
                        "Ctrl-C (SIGINT) is ignored here, as the shell wants it in the background; SIGTERM (kill {}) ends the"
                                + " training with its state saved",
                        ProcessHandle.current().pid());
            }
            TrainingResult result =
                    trainer.fit(world.isFirst() ? new RunEnvironment(config, output, display) : TrainingListener.NONE);
            display.close();
            if (!result.finished() && world.isFirst()) {
                LOG.info(
                        "stopped, state saved; go on with {} --output {} --resume auto",
                        command(label, output),
                        output);
            } else if (world.isFirst()) {
                report(output);
            }
            return result;
        }
    }

    /** Runs with a label belong to a command that trains several and has no --resume. */
    private static String command(String label, Path run) {
        return label.isEmpty() ? "the same command and" : "ncl4j train " + run.resolve("config.yaml");
    }

    /** A page that cannot be written is no reason to call a finished training failed. */
    private static void report(Path run) {
        try {
            ReportPage.of(List.of(RunFiles.read(run))).write(run.resolve(ReportPage.FILE));
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be written: {}", run.resolve(ReportPage.FILE), e.getMessage());
        }
    }
}
