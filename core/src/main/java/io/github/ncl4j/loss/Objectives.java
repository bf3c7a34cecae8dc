package io.github.ncl4j.loss;

import io.github.ncl4j.config.LossConfig;
import io.github.ncl4j.config.LossVisitor;
import org.bytedeco.pytorch.Device;

/**
 * From the loss that a configuration names to the objective that computes it.
 *
 * @param copies augmented views of each image in a batch
 * @param classCounts training images of each class
 * @param device where the logits will live
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Objectives(int copies, int[] classCounts, Device device) implements LossVisitor<Objective> {

    @Override
    public Objective visit(LossConfig.Ncl loss) {
        return new NclLoss(loss, classCounts, device);
    }

    @Override
    public Objective visit(LossConfig.NclPlus loss) {
        return new NclPlusLoss(loss, copies, classCounts, device);
    }

    @Override
    public ImageLoss visit(LossConfig.CrossEntropy loss) {
        return new CrossEntropyLoss();
    }

    @Override
    public ImageLoss visit(LossConfig.BalancedSoftmax loss) {
        return new BalancedSoftmaxLoss(classCounts, device);
    }

    @Override
    public ImageLoss visit(LossConfig.LabelSmoothing loss) {
        return new LabelSmoothingLoss(loss);
    }

    @Override
    public ImageLoss visit(LossConfig.Focal loss) {
        return new FocalLoss(loss);
    }

    @Override
    public ImageLoss visit(LossConfig.ClassBalanced loss) {
        return new ClassBalancedLoss(loss, classCounts, device);
    }

    @Override
    public ImageLoss visit(LossConfig.Ldam loss) {
        return new LdamLoss(loss, classCounts, device);
    }

    @Override
    public ImageLoss visit(LossConfig.LogitAdjustment loss) {
        return new LogitAdjustmentLoss(loss, classCounts, device);
    }
}
