package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * The residual networks for photos of He et al., CVPR 2016, section 4.1, and Xie et al., CVPR 2017, under torchvision's
 * parameter names: a stem, then four stages of 64, 128, 256 and 512 inner channels. Convolutions start as PyTorch's do by
 * default, as in the reference implementation of NCL.
 */
final class ResNet implements Layer {

    private static final int STEM_CHANNELS = 64;
    private static final long[] POOL_SIZE = {3, 3};
    private static final long[] POOL_STRIDE = {2, 2};
    private static final long[] POOL_PADDING = {1, 1};
    private static final long[] NO_DILATION = {1, 1};

    private final Sequence layers;

    /**
     * What makes one network of the family.
     *
     * @param blocks in each stage
     * @param bottleneck whether they are bottlenecks, or basic blocks
     * @param groups of the 3 x 3 convolutions of bottlenecks
     * @param groupWidth channels of a group in the first stage
     */
    private record Plan(List<Integer> blocks, boolean bottleneck, int groups, int groupWidth) {

        static Plan of(ModelConfig.ResNet network) {
            return switch (network) {
                case RESNET10 -> basic(List.of(1, 1, 1, 1));
                case RESNET18 -> basic(List.of(2, 2, 2, 2));
                case RESNET34 -> basic(List.of(3, 4, 6, 3));
                case RESNET50 -> bottlenecks(List.of(3, 4, 6, 3));
                case RESNET101 -> bottlenecks(List.of(3, 4, 23, 3));
                case RESNET152 -> bottlenecks(List.of(3, 8, 36, 3));
                case RESNEXT50_32X4D -> new Plan(List.of(3, 4, 6, 3), true, 32, 4);
            };
        }

        private static Plan basic(List<Integer> blocks) {
            return new Plan(blocks, false, 1, STEM_CHANNELS);
        }

        private static Plan bottlenecks(List<Integer> blocks) {
            return new Plan(blocks, true, 1, STEM_CHANNELS);
        }

        int outputChannels(int stage) {
            return (STEM_CHANNELS << stage) * (bottleneck ? Bottleneck.EXPANSION : 1);
        }

        Layer block(Weights weights, int stage, int in, int stride) {
            int out = outputChannels(stage);
            return bottleneck
                    ? new Bottleneck(weights, in, (groups * groupWidth) << stage, out, stride, groups)
                    : new BasicBlock(weights, in, out, stride);
        }
    }

    ResNet(Weights weights, ModelConfig.ResNet network, int lastStride) {
        Plan plan = Plan.of(network);
        List<Layer> all = new ArrayList<>();
        all.add(stem(weights));
        int in = STEM_CHANNELS;
        int last = plan.blocks().size() - 1;
        for (int stage = 0; stage <= last; stage++) {
            Weights stageWeights = weights.child("layer" + (stage + 1));
            int stageStride = stage == 0 ? 1 : stage == last ? lastStride : 2;
            for (int block = 0; block < plan.blocks().get(stage); block++) {
                all.add(plan.block(
                        stageWeights.child(Integer.toString(block)), stage, in, block == 0 ? stageStride : 1));
                in = plan.outputChannels(stage);
            }
        }
        layers = new Sequence(all);
    }

    private static Layer stem(Weights weights) {
        Convolution convolution = Convolution.uniform(weights.child("conv1"), 3, STEM_CHANNELS, 7, 2, 1);
        BatchNorm norm = new BatchNorm(weights.child("bn1"), STEM_CHANNELS);
        return (images, training) -> {
            Tensor maps = norm.forward(convolution.forward(images, training), training)
                    .relu_();
            return torch.max_pool2d(maps, POOL_SIZE, POOL_STRIDE, POOL_PADDING, NO_DILATION, false);
        };
    }

    /** Channels of the last stage, F, which are the length of the pooled features. */
    static int features(ModelConfig.ResNet network) {
        Plan plan = Plan.of(network);
        return plan.outputChannels(plan.blocks().size() - 1);
    }

    /** N x 3 x H x W images to N x F x ceil(H / 32) x ceil(W / 32) feature maps, if the last stride is 2. */
    @Override
    public Tensor forward(Tensor images, boolean training) {
        return layers.forward(images, training);
    }

    /** The stem and the blocks. */
    Sequence layers() {
        return layers;
    }

    /** Option B of the paper: the input itself where the shape stays, else a 1 x 1 convolution; null stands for the former. */
    private static @Nullable Layer shortcut(Weights weights, int in, int out, int stride) {
        if (stride == 1 && in == out) {
            return null;
        }
        Convolution convolution = Convolution.uniform(weights.child("downsample.0"), in, out, 1, stride, 1);
        BatchNorm norm = new BatchNorm(weights.child("downsample.1"), out);
        return (input, training) -> norm.forward(convolution.forward(input, training), training);
    }

    private static Tensor add(Tensor residual, @Nullable Layer shortcut, Tensor input, boolean training) {
        return residual.add_(shortcut == null ? input : shortcut.forward(input, training))
                .relu_();
    }

    /** Two 3 x 3 convolutions and a shortcut around them. */
    private static final class BasicBlock implements Layer {

        private final Convolution convolution1;
        private final BatchNorm norm1;
        private final Convolution convolution2;
        private final BatchNorm norm2;
        private final @Nullable Layer shortcut;

        BasicBlock(Weights weights, int in, int out, int stride) {
            convolution1 = Convolution.uniform(weights.child("conv1"), in, out, 3, stride, 1);
            norm1 = new BatchNorm(weights.child("bn1"), out);
            convolution2 = Convolution.uniform(weights.child("conv2"), out, out, 3, 1, 1);
            norm2 = new BatchNorm(weights.child("bn2"), out);
            shortcut = shortcut(weights, in, out, stride);
        }

        @Override
        public Tensor forward(Tensor input, boolean training) {
            Tensor inner = norm1.forward(convolution1.forward(input, training), training)
                    .relu_();
            Tensor residual = norm2.forward(convolution2.forward(inner, training), training);
            return add(residual, shortcut, input, training);
        }
    }

    /** A 1 x 1 convolution to few channels, a 3 x 3 convolution, which may stride, a 1 x 1 convolution to many. */
    private static final class Bottleneck implements Layer {

        /** Output channels for each inner channel of the plain network. */
        static final int EXPANSION = 4;

        private final Convolution convolution1;
        private final BatchNorm norm1;
        private final Convolution convolution2;
        private final BatchNorm norm2;
        private final Convolution convolution3;
        private final BatchNorm norm3;
        private final @Nullable Layer shortcut;

        Bottleneck(Weights weights, int in, int inner, int out, int stride, int groups) {
            convolution1 = Convolution.uniform(weights.child("conv1"), in, inner, 1, 1, 1);
            norm1 = new BatchNorm(weights.child("bn1"), inner);
            convolution2 = Convolution.uniform(weights.child("conv2"), inner, inner, 3, stride, groups);
            norm2 = new BatchNorm(weights.child("bn2"), inner);
            convolution3 = Convolution.uniform(weights.child("conv3"), inner, out, 1, 1, 1);
            norm3 = new BatchNorm(weights.child("bn3"), out);
            shortcut = shortcut(weights, in, out, stride);
        }

        @Override
        public Tensor forward(Tensor input, boolean training) {
            Tensor narrow = norm1.forward(convolution1.forward(input, training), training)
                    .relu_();
            Tensor inner = norm2.forward(convolution2.forward(narrow, training), training)
                    .relu_();
            Tensor residual = norm3.forward(convolution3.forward(inner, training), training);
            return add(residual, shortcut, input, training);
        }
    }
}
