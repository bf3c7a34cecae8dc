package io.github.ncl4j.evaluate;

import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.torch.Autocast;
import io.github.ncl4j.torch.Devices;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.Memory;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A trained model in memory that several threads compute with at once, until one of them closes it. Closing waits for the
 * computations that are under way; every later one throws an {@link IllegalStateException}.
 */
final class OpenModel implements AutoCloseable {

    private final Device device;
    private final int threads;
    private final TrainedModel model;
    private final ImageInput input;
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private boolean closed;

    private OpenModel(Device device, int threads, TrainedModel model) {
        this.device = device;
        this.threads = threads;
        this.model = model;
        input = new ImageInput(model.description().config().augment().normalization(), device);
        if (model.ensemble().precision() == Precision.BFLOAT16) {
            Autocast.warnWhereSlow(device.type(), "the model was trained in bfloat16 and computes in it");
        }
    }

    /** See {@link Predictor#load(Path, PredictorOptions)}. */
    static OpenModel load(Path checkpoint, PredictorOptions options) {
        Engine.start();
        try (PointerScope scope = new PointerScope()) {
            Device device = Memory.keep(Devices.parse(options.device()));
            try {
                return new OpenModel(
                        device, options.threads(), TrainedModel.load(TrainedModel.checkpoint(checkpoint), device));
            } catch (RuntimeException e) {
                Memory.release(device);
                throw e;
            }
        }
    }

    ModelDescription description() {
        return model.description();
    }

    /** For {@link #whileOpen}; borrowed. */
    ExpertEnsemble ensemble() {
        return model.ensemble();
    }

    /** For {@link #whileOpen}; borrowed. */
    ImageInput input() {
        return input;
    }

    /** For {@link #whileOpen}; borrowed. */
    Device device() {
        return device;
    }

    /**
     * Computes without gradients.
     *
     * @param pixels of {@code images} images of one size, row by row, red, green and blue
     * @param computation from the normalised images, N x 3 x H x W
     */
    <T> T compute(byte[] pixels, int images, int height, int width, Function<Tensor, T> computation) {
        return whileOpen(() -> {
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                return computation.apply(input.images(pixels, images, height, width));
            }
        });
    }

    /**
     * Native memory must not be freed under a computation: the process would end without a word.
     *
     * @throws IllegalStateException if the model is closed
     */
    <T> T whileOpen(Supplier<T> computation) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the predictor is closed; load the checkpoint again");
            }
            return withThreads(computation);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The engine counts threads for each thread that calls it, so no other computation notices. */
    private <T> T withThreads(Supplier<T> computation) {
        int before = torch.get_num_threads();
        if (threads == 0 || threads == before) {
            return computation.get();
        }
        torch.set_num_threads(threads);
        try {
            return computation.get();
        } finally {
            torch.set_num_threads(before);
        }
    }

    /** See {@link Predictor#close}. */
    @Override
    public void close() {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("the predictor cannot be closed by a computation that uses it");
        }
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                input.close();
                model.close();
                Memory.release(device);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
