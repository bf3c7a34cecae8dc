package io.github.ncl4j.distributed;

import io.github.ncl4j.torch.HostArrays;
import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Backend;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ProcessGroup;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch;

/**
 * One line of exchanges among all processes, a process group of libtorch's c10d. Exchanges on one communicator follow each
 * other; those on different ones do not wait for each other.
 *
 * <p>Every method is an exchange and blocks until the other processes have called it too. Sums are taken in the same order on
 * all processes, so that all have the same bits. Not thread-safe.
 */
public final class Communicator {

    private final int rank;
    private final int worldSize;
    private final Backend backend;
    private final ProcessGroup group;
    private final Explanation explanation;
    private long exchanges;
    private long bytes;
    private long waitedNanos;

    /** What an exchange's failure becomes; need not return soon. */
    interface Explanation {
        RuntimeException of(RuntimeException failure);
    }

    /** Wraps a backend, borrowed as the group is. */
    Communicator(int rank, int worldSize, Backend backend, ProcessGroup group, Explanation explanation) {
        this.rank = rank;
        this.worldSize = worldSize;
        this.backend = backend;
        this.group = group;
        this.explanation = explanation;
    }

    /** The number of this process. */
    public int rank() {
        return rank;
    }

    /** The number of processes, W. */
    public int worldSize() {
        return worldSize;
    }

    /**
     * Replaces a tensor by its sum over all processes.
     *
     * @param tensor contiguous, of one shape and type everywhere
     */
    public void sum(Tensor tensor) {
        exchange(tensor, () -> backend.allreduce(new TensorVector(tensor)));
    }

    /** Starts {@link #sum(Tensor)} without waiting for its end; the tensor must live and stay as it is until then. */
    Work startSum(Tensor tensor) {
        count(tensor);
        try {
            return backend.allreduce(new TensorVector(tensor));
        } catch (RuntimeException e) {
            throw explanation.of(e);
        }
    }

    /**
     * Replaces a tensor by that of one process.
     *
     * @param tensor contiguous in one memory format, of one shape and type everywhere
     */
    public void broadcast(Tensor tensor, int from) {
        BroadcastOptions options = new BroadcastOptions();
        options.rootRank(from);
        exchange(tensor, () -> backend.broadcast(new TensorVector(tensor), options));
    }

    /**
     * The tensors of all processes.
     *
     * @param tensor contiguous, of one shape S and type everywhere
     * @return W x S, by rank
     */
    public Tensor gather(Tensor tensor) {
        long[] shape = LongStream.concat(
                        LongStream.of(worldSize),
                        Arrays.stream(tensor.sizes().vec().get()))
                .toArray();
        // Gloo takes rows one after the other only without a dimension for them.
        Tensor all = torch.empty(new long[] {worldSize * tensor.numel()}, tensor.options(), null);
        Tensor row = tensor.view(-1);
        exchange(row, () -> backend._allgather_base(all, row));
        return all.view(shape);
    }

    /** The arrays of all processes, by rank; their lengths may differ. */
    public List<long[]> gather(long[] values) {
        try (PointerScope scope = new PointerScope()) {
            long[] lengths = longs(gather(HostArrays.tensor(new long[] {values.length})));
            int longest = (int) LongStream.of(lengths).max().orElse(0);
            // The engine has no use for an exchange of nothing.
            long[] all = longs(gather(HostArrays.tensor(Arrays.copyOf(values, Math.max(1, longest)))));
            List<long[]> result = new ArrayList<>();
            for (int r = 0; r < worldSize; r++) {
                int begin = r * Math.max(1, longest);
                result.add(Arrays.copyOfRange(all, begin, begin + (int) lengths[r]));
            }
            return result;
        }
    }

    private static long[] longs(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        tensor.data_ptr_long().get(values);
        return values;
    }

    /** Sums over all processes, element by element. */
    public double[] sum(double[] values) {
        try (PointerScope scope = new PointerScope()) {
            Tensor tensor = HostArrays.tensor(values);
            sum(tensor);
            return HostArrays.doubles(tensor);
        }
    }

    /** Waits until every process has come here. */
    public void barrier() {
        exchanges++;
        exchange(backend::barrier);
    }

    private void exchange(Tensor given, Supplier<Work> start) {
        count(given);
        exchange(start);
    }

    private void exchange(Supplier<Work> start) {
        exchanging(() -> {
            try (PointerScope scope = new PointerScope()) {
                await(start);
            }
        });
    }

    private void count(Tensor given) {
        exchanges++;
        bytes += given.numel() * given.element_size();
    }

    /** Waits for the end of an exchange. */
    void await(Supplier<Work> work) {
        long begin = System.nanoTime();
        try {
            work.get()._wait();
        } finally {
            waitedNanos += System.nanoTime() - begin;
        }
    }

    /** What this process has exchanged here. */
    public Traffic traffic() {
        return new Traffic(exchanges, bytes, waitedNanos);
    }

    /** Runs an engine call that is or contains an exchange. */
    void exchanging(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            throw explanation.of(e);
        }
    }

    /** Frees the process group. */
    void close() {
        for (Pointer pointer : List.of(group, backend)) {
            Memory.release(pointer);
        }
    }
}
