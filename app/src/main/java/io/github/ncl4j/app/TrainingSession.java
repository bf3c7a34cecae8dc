package io.github.ncl4j.app;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.distributed.World;
import io.github.ncl4j.train.Resume;
import io.github.ncl4j.train.Trainer;
import io.github.ncl4j.train.TrainingListener;
import io.github.ncl4j.train.TrainingResult;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training as the command line runs it: logged to the run directory too, shown on standard error, and ended by Ctrl-C
 * or SIGTERM after the step that it is taking, with its state saved.
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
        return run(config, output, resume, device, label, World.alone());
    }

    /**
     * The same in one of several processes, of which the first alone logs to the run directory and shows the training.
     *
     * @param world borrowed
     */
    static TrainingResult run(
            ExperimentConfig config, Path output, Resume resume, String device, String label, World world) {
        CountDownLatch ended = new CountDownLatch(1);
        int batch = config.train().batchSize() * world.contract().worldSize();
        try (Trainer trainer = Trainer.create(config, output, resume, device, world);
                Logging.Copy log = world.isFirst() ? Logging.toFile(output.resolve("train.log")) : () -> {};
                TrainingDisplay display = new TrainingDisplay(label, batch)) {
            Thread onSignal = new Thread(() -> stopAndWait(trainer, ended), "stop-training");
            Runtime.getRuntime().addShutdownHook(onSignal);
            try {
                TrainingResult result = trainer.fit(world.isFirst() ? display : TrainingListener.NONE);
                display.close();
                if (!result.finished() && world.isFirst()) {
                    LOG.info("stopped, state saved; go on with the same command and --output {} --resume auto", output);
                }
                return result;
            } finally {
                forget(onSignal);
            }
        } finally {
            ended.countDown();
        }
    }

    /** The process ends when this returns, so it must not before the state is on the disk. */
    private static void stopAndWait(Trainer trainer, CountDownLatch ended) {
        trainer.requestStop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("the process is ending; the hook is running");
        }
    }
}
