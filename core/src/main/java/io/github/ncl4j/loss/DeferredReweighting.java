package io.github.ncl4j.loss;

import io.github.ncl4j.config.DeferredConfig;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;

/**
 * Deferred re-weighting (DRW; Cao et al., NeurIPS 2019, section 3.3 and algorithm 1): a loss as it is in the earlier epochs,
 * which learn features, and weighted by class in the later ones, which balance the classifier:
 *
 * <pre>  sum_k ( sum_n w_{y_n} l_kn ) / ( sum_n w_{y_n} )</pre>
 *
 * <p>with the weights of {@link ClassBalancedLoss}. As in the authors' code, the batch is averaged by the weights of its
 * images, so that the size of the loss, and with it the learning rate, keeps its meaning when the weights set in.
 */
public final class DeferredReweighting implements Objective {

    private final ImageLoss loss;
    private final PerClass weights;
    private final int fromEpoch;
    private boolean weighted;

    /**
     * Prepares the weights for one training set.
     *
     * @param loss owned: closed with this object
     * @param classCounts training images of each class, all positive
     * @param device where the logits will live
     * @throws IllegalArgumentException if a class has no training image
     */
    public DeferredReweighting(ImageLoss loss, DeferredConfig.Reweight config, int[] classCounts, Device device) {
        this.loss = loss;
        weights = new PerClass(EffectiveNumber.weights(classCounts, config.beta()), device);
        fromEpoch = config.fromEpoch();
    }

    @Override
    public void startEpoch(int epoch) {
        weighted = epoch >= fromEpoch;
    }

    /** One part, of the loss's own name, weighted as the loss is. */
    @Override
    public Value forward(Tensor logits, Tensor targets) {
        if (!weighted) {
            return loss.forward(logits, targets);
        }
        Tensor ofImages = weights.of(targets);
        Tensor total = loss.perImage(logits, targets).mul(ofImages).sum().div(ofImages.sum());
        return new Value(total, Map.of(loss.part(), total));
    }

    /** Frees the loss and the weights. */
    @Override
    public void close() {
        loss.close();
        weights.close();
    }
}
