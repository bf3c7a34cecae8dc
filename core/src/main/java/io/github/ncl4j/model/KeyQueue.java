package io.github.ncl4j.model;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The keys of the images before, the negatives of momentum contrast (MoCo, He et al., CVPR 2020, section 3.2): a ring in
 * which new keys take the place of the oldest. Its buffers, {@code queue} (D x K, a key in each column) and {@code queue_ptr}
 * (one int64, the column of the oldest key), belong to the weights.
 */
public final class KeyQueue {

    private final Tensor keys;
    private final Tensor pointer;

    /**
     * A queue of random keys of unit length.
     *
     * @param weights the view in which the names begin
     * @param dimension D
     * @param length K, at least 1
     */
    public KeyQueue(Weights weights, int dimension, int length) {
        keys = weights.buffer(
                "queue", UnitLength.rows(torch.randn(length, dimension)).t().contiguous());
        pointer = weights.buffer("queue_ptr", torch.zeros(1).to(torch.ScalarType.Long));
    }

    /** D x K, borrowed: {@link #push} changes it in place, so a loss over it must have run backward before. */
    public Tensor keys() {
        return keys;
    }

    /**
     * Replaces the oldest keys, and goes on at the front behind the last. Of more keys than the queue holds the last K stay, as
     * if they had come one by one.
     *
     * @param newest N x D of unit length
     */
    public void push(Tensor newest) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            long length = keys.size(1);
            long skipped = Math.max(0, newest.size(0) - length);
            long start = (pointer.item_long() + skipped) % length;
            Tensor columns = newest.narrow(0, skipped, newest.size(0) - skipped).t();
            long count = columns.size(1);
            long untilEnd = Math.min(count, length - start);
            keys.narrow(1, start, untilEnd).copy_(columns.narrow(1, 0, untilEnd));
            keys.narrow(1, 0, count - untilEnd).copy_(columns.narrow(1, untilEnd, count - untilEnd));
            pointer.fill_(new Scalar((start + count) % length));
        }
    }
}
