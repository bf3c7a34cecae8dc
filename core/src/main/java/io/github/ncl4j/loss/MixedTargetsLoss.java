package io.github.ncl4j.loss;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Any loss on images that are mixtures of two (mixup, Zhang et al., ICLR 2018; CutMix, Yun et al., ICCV 2019):
 *
 * <pre>  lambda * L(z, y) + (1 - lambda) * L(z, y of the partners)</pre>
 *
 * <p>For cross-entropy this is the loss on mixed probabilities. Parts are mixed as the total is.
 *
 * @param objective L, borrowed
 * @param partnerTargets a class for every row, int64
 * @param lambda the part of the image itself, in [0, 1]
 */
public record MixedTargetsLoss(Objective objective, Tensor partnerTargets, double lambda) implements Objective {

    /** The parts of the loss that is mixed; the hard categories are those beside the classes of the images themselves. */
    @Override
    public Value forward(Tensor logits, Tensor targets) {
        Value own = objective.forward(logits, targets);
        Value partners = objective.forward(logits, partnerTargets);
        Map<String, Tensor> parts = new LinkedHashMap<>();
        own.parts().forEach((name, part) -> {
            Tensor partner = Objects.requireNonNull(partners.parts().get(name));
            parts.put(name, mixed(part, partner));
        });
        return new Value(mixed(own.total(), partners.total()), parts, own.hardCategories());
    }

    private Tensor mixed(Tensor own, Tensor partners) {
        return own.mul(new Scalar(lambda)).add(partners.mul(new Scalar(1 - lambda)));
    }

    /** Owns nothing. */
    @Override
    public void close() {}
}
