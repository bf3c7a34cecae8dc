package io.github.ncl4j.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The residual network for small images of He et al., CVPR 2016, section 4.2: a convolution, three stages of {@code n}
 * blocks with 16, 32 and 64 channels, the second and the third of which begin by halving the size. Depth {@code 6n + 2}.
 */
final class CifarResNet implements Layer {

    /** Channels of the last stage, which are the length of the pooled features. */
    static final int FEATURES = 64;

    private static final int[] CHANNELS = {16, 32, FEATURES};

    private final Sequence layers;

    CifarResNet(Weights weights, int depth, int lastStride) {
        if (depth < 8 || (depth - 2) % 6 != 0) {
            throw new IllegalArgumentException("a CIFAR ResNet has 6n + 2 layers, not " + depth);
        }
        List<Layer> all = new ArrayList<>();
        all.add(stem(weights));
        int in = CHANNELS[0];
        for (int stage = 0; stage < CHANNELS.length; stage++) {
            Weights stageWeights = weights.child("layer" + (stage + 1));
            int stageStride = stage == 0 ? 1 : stage == CHANNELS.length - 1 ? lastStride : 2;
            for (int block = 0; block < (depth - 2) / 6; block++) {
                int stride = block == 0 ? stageStride : 1;
                all.add(new BasicBlock(stageWeights.child(Integer.toString(block)), in, CHANNELS[stage], stride));
                in = CHANNELS[stage];
            }
        }
        layers = new Sequence(all);
    }

    private static Layer stem(Weights weights) {
        Convolution convolution = Convolution.normal(weights.child("conv1"), 3, CHANNELS[0], 3, 1);
        BatchNorm norm = new BatchNorm(weights.child("bn1"), CHANNELS[0]);
        return (images, training) ->
                norm.forward(convolution.forward(images, training), training).relu_();
    }

    /** N x 3 x H x W images to N x 64 x ceil(H / 4) x ceil(W / 4) feature maps, if the last stride is 2. */
    @Override
    public Tensor forward(Tensor images, boolean training) {
        return layers.forward(images, training);
    }

    /** The stem and the blocks. */
    Sequence layers() {
        return layers;
    }

    /** Two 3 x 3 convolutions and a shortcut around them. */
    private static final class BasicBlock implements Layer {

        private final Convolution convolution1;
        private final BatchNorm norm1;
        private final Convolution convolution2;
        private final BatchNorm norm2;
        private final int addedChannels;
        private final int stride;

        BasicBlock(Weights weights, int in, int out, int stride) {
            convolution1 = Convolution.normal(weights.child("conv1"), in, out, 3, stride);
            norm1 = new BatchNorm(weights.child("bn1"), out);
            convolution2 = Convolution.normal(weights.child("conv2"), out, out, 3, 1);
            norm2 = new BatchNorm(weights.child("bn2"), out);
            addedChannels = out - in;
            this.stride = stride;
        }

        @Override
        public Tensor forward(Tensor input, boolean training) {
            Tensor inner = norm1.forward(convolution1.forward(input, training), training)
                    .relu_();
            Tensor residual = norm2.forward(convolution2.forward(inner, training), training);
            return residual.add_(shortcut(input)).relu_();
        }

        /** Option A of the paper: every second pixel, and zeros for the channels that are new, half before, half after. */
        private Tensor shortcut(Tensor input) {
            if (stride == 1 && addedChannels == 0) {
                return input;
            }
            Tensor thinned = input.slice(2, new LongOptional(), new LongOptional(), stride)
                    .slice(3, new LongOptional(), new LongOptional(), stride);
            long before = addedChannels / 2;
            return torch.constant_pad_nd(
                    thinned, new long[] {0, 0, 0, 0, before, addedChannels - before}, new Scalar(0f));
        }
    }
}
