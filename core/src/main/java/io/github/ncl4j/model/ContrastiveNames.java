package io.github.ncl4j.model;

import io.github.ncl4j.config.ContrastiveConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the reference names the tensors of a model with the contrastive branch: {@code classifier} is then the projection, and
 * the class logits come from {@code classifier_ce}.
 */
public final class ContrastiveNames {

    /** The heads that give the class logits of a model with the branch; see {@link #classifier}. */
    public static final String CLASSIFIER = "classifier_ce";

    /** The projections of the queries; the class heads of a model without the branch. */
    public static final String PROJECTION = "classifier";

    /** The projections of the keys. */
    public static final String KEY_PROJECTION = "classifier_MA";

    /** The backbones of the queries, which are those of the class logits. */
    public static final String BACKBONE = "backbone";

    /** The backbones of the keys. */
    public static final String KEY_BACKBONE = "backbone_MA";

    /** The queues. */
    public static final String QUEUE = "MOCO";

    private ContrastiveNames() {}

    /**
     * The name of the heads that give the class logits.
     *
     * @param contrastive the branch of the model; null without one
     */
    public static String classifier(@Nullable ContrastiveConfig contrastive) {
        return contrastive == null ? PROJECTION : CLASSIFIER;
    }

    /** Whether only training needs a tensor of such a model. */
    public static boolean branchOnly(String tensor) {
        return List.of(PROJECTION, KEY_PROJECTION, KEY_BACKBONE, QUEUE).contains(family(tensor));
    }

    /** The name of the key encoder's counterpart of a query encoder's tensor. */
    static String follower(String tensor) {
        String family = family(tensor);
        return family + "_MA" + tensor.substring(family.length());
    }

    private static String family(String tensor) {
        return tensor.substring(0, tensor.indexOf('.') < 0 ? tensor.length() : tensor.indexOf('.'));
    }
}
