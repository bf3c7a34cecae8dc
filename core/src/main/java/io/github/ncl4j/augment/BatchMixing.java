package io.github.ncl4j.augment;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.data.Batch;
import io.github.ncl4j.data.RandomPurpose;
import io.github.ncl4j.data.RandomStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Mixes the batches of a run. What it draws is a function of the seed, the epoch and the step.
 *
 * @param config how
 * @param seed the run's
 */
public record BatchMixing(AugmentConfig.Mix config, long seed) {

    /**
     * One batch mixed. Every view of an image has the same partner, lambda and rectangle, so that views of one image stay
     * views of one mixture.
     *
     * @param epoch from 1
     * @param step within the epoch, from 0
     * @return pixels of V * N images, view after view, and partners of N images; null if this batch stays as it is
     */
    public @Nullable BatchMix mix(Batch batch, int epoch, int step) {
        RandomStream random = RandomPurpose.MIX.stream(seed, epoch, step);
        if (random.nextDouble() >= config.probability()) {
            return null;
        }
        long sameForEveryView = random.nextLong();
        byte[] pixels = batch.copyPixels();
        int viewBytes = pixels.length / batch.views();
        BatchMix mixed = null;
        for (int view = 0; view < batch.views(); view++) {
            byte[] images = Arrays.copyOfRange(pixels, view * viewBytes, (view + 1) * viewBytes);
            mixed = mixed(images, batch, RandomStream.of(sameForEveryView));
            System.arraycopy(mixed.pixels(), 0, pixels, view * viewBytes, viewBytes);
        }
        return mixed == null ? null : new BatchMix(pixels, mixed.partners(), mixed.lambda());
    }

    private BatchMix mixed(byte[] images, Batch batch, RandomStream random) {
        if (config instanceof AugmentConfig.Cutmix) {
            return BatchMix.cutMix(images, batch.count(), batch.height(), batch.width(), config.alpha(), random);
        }
        return BatchMix.mixup(images, batch.count(), config.alpha(), random);
    }
}
