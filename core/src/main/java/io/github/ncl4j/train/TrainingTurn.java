package io.github.ncl4j.train;

import io.github.ncl4j.run.TrainingException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The right to train in this process, which one {@link Trainer} has at a time: initial weights and dropout draw from the engine's
 * random generator, of which a process has one, so that two trainings side by side would change each other's numbers. It also
 * keeps the memory of its trainer from being freed under {@code fit}.
 */
final class TrainingTurn {

    /** Static like the generator that it guards. */
    private static final AtomicReference<@Nullable TrainingTurn> TAKEN = new AtomicReference<>();

    private final Path folder;
    private final ReentrantLock use = new ReentrantLock();
    private boolean interrupted;
    private boolean over;

    private TrainingTurn(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes the right.
     *
     * @param folder of the run, for messages
     * @throws TrainingException if another training of this process has it
     */
    static TrainingTurn take(Path folder) {
        TrainingTurn turn = new TrainingTurn(folder);
        TrainingTurn other = TAKEN.compareAndExchange(null, turn);
        if (other != null) {
            throw new TrainingException(
                    folder + ": this process already has a training open, in " + other.folder
                            + ", and both would draw from one random generator; close that trainer first, or train in another process");
        }
        return turn;
    }

    /**
     * Creates what trains in this turn; if that fails, the turn is over.
     *
     * @throws TrainingException if the thread is interrupted while it reads the data
     */
    <T> T create(Supplier<T> creation) {
        T created = null;
        try {
            created = creation.get();
            return created;
        } catch (CancellationException e) {
            throw new TrainingException(
                    folder + ": the thread was interrupted while it read the data; create the trainer again",
                    e,
                    List.of());
        } finally {
            if (created == null) {
                end();
            }
        }
    }

    /**
     * Trains.
     *
     * @throws IllegalStateException if the turn is over
     * @throws TrainingException if the thread is interrupted where the training cannot stop
     */
    <T> T use(Supplier<T> training) {
        use.lock();
        try {
            if (over) {
                throw new IllegalStateException(
                        folder + ": the trainer is closed; create another one to train further");
            }
            return training.get();
        } catch (CancellationException e) {
            throw new TrainingException(
                    folder
                            + ": the training was interrupted while it waited for images; resume it from the last checkpoint",
                    e,
                    List.of(TrainingException.Remedy.RESUME));
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
                interrupted = false;
            }
            use.unlock();
        }
    }

    /**
     * Whether the training thread has been interrupted. Its state is cleared until {@link #use} ends, since Java's file channels do
     * not write for an interrupted thread.
     */
    boolean interrupted() {
        interrupted |= Thread.interrupted();
        return interrupted;
    }

    /**
     * Waits until no thread trains, frees the memory and ends the turn; does nothing the second time.
     *
     * @param memory to be freed
     * @throws IllegalStateException if this thread is the one that trains
     */
    void end(Runnable memory) {
        if (use.isHeldByCurrentThread()) {
            throw new IllegalStateException(
                    folder + ": the trainer cannot be closed by its own listener; request a stop instead");
        }
        use.lock();
        try {
            if (!over) {
                memory.run();
            }
        } finally {
            end();
            use.unlock();
        }
    }

    private void end() {
        over = true;
        TAKEN.compareAndSet(this, null);
    }
}
