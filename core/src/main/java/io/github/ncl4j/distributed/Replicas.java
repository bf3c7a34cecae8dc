package io.github.ncl4j.distributed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** The copies of a training's tensors, one in each process, which must be equal to the last bit. */
final class Replicas {

    private static final int CHUNK = 1 << 20;

    private final Communicator control;
    private final Communicator device;

    /**
     * Over two communicators.
     *
     * @param control for tensors on the CPU; borrowed
     * @param device for those on the training's device; borrowed
     */
    Replicas(Communicator control, Communicator device) {
        this.control = control;
        this.device = device;
    }

    /** Gives all processes the values that rank 0 has. An exchange. */
    void broadcast(Map<String, Tensor> tensors) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            tensors.values().forEach(tensor -> {
                try (PointerScope scope = new PointerScope()) {
                    (tensor.is_cuda() ? device : control).broadcast(tensor.detach(), 0);
                }
            });
        }
    }

    /**
     * Compares the tensors of all processes by checksums. An exchange.
     *
     * @param when what the message says of the time
     * @throws DistributedException that names the ranks whose tensors differ from those of the most, of equals from rank 0's
     */
    void verify(Map<String, Tensor> tensors, String when) {
        List<String> names = List.copyOf(tensors.keySet());
        List<long[]> all = control.gather(names.stream()
                .mapToLong(name -> checksum(Objects.requireNonNull(tensors.get(name))))
                .toArray());
        long[] expected = ofMost(all);
        List<String> differing = new ArrayList<>();
        for (int rank = 0; rank < all.size(); rank++) {
            int first = Arrays.mismatch(all.get(rank), expected);
            if (first >= 0) {
                String name = first < names.size() ? names.get(first) : "the number of tensors";
                differing.add("rank " + rank + " (first in " + name + ")");
            }
        }
        if (!differing.isEmpty()) {
            throw new DistributedException("the weights are not the same in all processes " + when + ": "
                    + String.join(", ", differing) + (differing.size() == 1 ? " differs" : " differ")
                    + " from the others; its machine may be at fault. Go on from the last checkpoint without it");
        }
    }

    private static long[] ofMost(List<long[]> all) {
        long[] best = all.get(0);
        long most = 0;
        for (long[] candidate : all) {
            long equals =
                    all.stream().filter(each -> Arrays.equals(each, candidate)).count();
            if (equals > most) {
                best = candidate;
                most = equals;
            }
        }
        return best;
    }

    /** CRC-32C of a tensor's bytes, in the order of its memory. */
    static long checksum(Tensor tensor) {
        CRC32C checksum = new CRC32C();
        try (PointerScope scope = new PointerScope()) {
            Tensor host = tensor.detach().cpu();
            long bytes = host.numel() * host.element_size();
            if (bytes > 0) {
                BytePointer data = new BytePointer(host.data_ptr());
                byte[] chunk = new byte[(int) Math.min(CHUNK, bytes)];
                for (long offset = 0; offset < bytes; offset += chunk.length) {
                    int length = (int) Math.min(chunk.length, bytes - offset);
                    data.position(offset).get(chunk, 0, length);
                    checksum.update(chunk, 0, length);
                }
            }
        }
        return checksum.getValue();
    }
}
