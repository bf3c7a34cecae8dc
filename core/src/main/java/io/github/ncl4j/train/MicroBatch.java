package io.github.ncl4j.train;

import io.github.ncl4j.augment.BatchMix;
import io.github.ncl4j.data.Batch;
import org.jspecify.annotations.Nullable;

/**
 * One of the batches whose gradients a step adds up.
 *
 * @param batch as loaded
 * @param mix the batch's pixels as mixed; null for the batch as it is. Not for the contrastive branch.
 */
public record MicroBatch(Batch batch, @Nullable BatchMix mix) {

    /** A batch as it is. */
    public static MicroBatch of(Batch batch) {
        return new MicroBatch(batch, null);
    }
}
