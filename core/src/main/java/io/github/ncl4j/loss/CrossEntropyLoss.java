package io.github.ncl4j.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Plain cross-entropy on the raw logits, {@code -log softmax(z)_y}. The baseline that ignores the long tail. */
public final class CrossEntropyLoss implements ImageLoss {

    private static final long NO_REDUCTION = 0;
    private static final long IGNORE_NOTHING = -100;

    /** {@code ce}. */
    @Override
    public String part() {
        return "ce";
    }

    @Override
    public Tensor perImage(Tensor logits, Tensor targets) {
        return of(logits, targets, 0);
    }

    /**
     * The cross-entropy of every image with smoothed labels.
     *
     * @param logits K x N x C
     * @param targets N classes
     * @param epsilon the probability that the label spreads over all classes, the target among them, in [0, 1]
     * @return K x N
     */
    static Tensor of(Tensor logits, Tensor targets, double epsilon) {
        long experts = logits.size(0);
        long images = logits.size(1);
        Tensor rows = logits.reshape(experts * images, logits.size(2));
        return torch.cross_entropy_loss(
                        rows, targets.repeat(experts), new TensorOptional(), NO_REDUCTION, IGNORE_NOTHING, epsilon)
                .view(experts, images);
    }
}
