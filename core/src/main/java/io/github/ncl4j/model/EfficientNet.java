package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * EfficientNet-Lite 0 to 4: the networks of Tan and Le, ICML 2019, without squeeze-and-excitation and with ReLU6 (tensorflow/tpu,
 * {@code efficientnet/lite}, 2020), under the parameter names of their PyTorch versions. A stem, seven stages of inverted residual
 * blocks (Sandler et al., CVPR 2018), a 1 x 1 convolution to 1,280 channels.
 *
 * <p>Convolutions pad as TensorFlow's SAME does, and batch norm has TensorFlow's epsilon and momentum, so that the published weights
 * compute what they were published for.
 *
 * <p>With {@code dropConnect} above 0 a block with a shortcut is skipped in training, for each image by its own draw from the engine's
 * generator (stochastic depth, Huang et al., ECCV 2016): block {@code i} of {@code n}, counted from 0, with probability {@code
 * dropConnect * i / n}.
 */
public final class EfficientNet implements Layer {

    /** Channels of the last convolution, which are the length of the pooled features. */
    static final int FEATURES = 1280;

    /** What batch norm adds to the variance. */
    public static final double EPSILON = 1e-3;

    private static final double MOMENTUM = 0.01;
    private static final int STEM_CHANNELS = 32;
    private static final int CHANNEL_MULTIPLE = 8;

    private final Sequence layers;

    /**
     * One stage of the smallest network.
     *
     * @param blocks how many
     * @param kernel side of the depthwise convolution
     * @param stride of the first block
     * @param expansion inner channels for each channel that goes in
     * @param channels that come out
     */
    private record Stage(int blocks, int kernel, int stride, int expansion, int channels) {}

    private static final List<Stage> STAGES = List.of(
            new Stage(1, 3, 1, 1, 16),
            new Stage(2, 3, 2, 6, 24),
            new Stage(2, 5, 2, 6, 40),
            new Stage(3, 3, 2, 6, 80),
            new Stage(3, 5, 1, 6, 112),
            new Stage(4, 5, 2, 6, 192),
            new Stage(1, 3, 1, 6, 320));

    /** The last stage that begins with a stride of 2, which {@code last_stride} may take from it. */
    private static final int LAST_STRIDED = 5;

    /**
     * What makes a block.
     *
     * @param kernel side of the depthwise convolution
     * @param stride of the depthwise convolution
     * @param expansion inner channels for each channel that goes in
     * @param in channels that go in
     * @param out channels that come out
     */
    private record Plan(int kernel, int stride, int expansion, int in, int out) {

        /** All blocks of a network. The first and the last stage keep their number of blocks, as stem and head keep their width. */
        static List<Plan> of(ModelConfig.EfficientNet network, int lastStride) {
            List<Plan> plans = new ArrayList<>();
            int in = STEM_CHANNELS;
            for (int index = 0; index < STAGES.size(); index++) {
                Stage stage = STAGES.get(index);
                boolean isInner = index > 0 && index < STAGES.size() - 1;
                int blocks = isInner ? (int) Math.ceil(stage.blocks() * depth(network)) : stage.blocks();
                int out = channels(stage.channels() * width(network));
                int stride = index == LAST_STRIDED ? lastStride : stage.stride();
                for (int block = 0; block < blocks; block++) {
                    plans.add(new Plan(stage.kernel(), block == 0 ? stride : 1, stage.expansion(), in, out));
                    in = out;
                }
            }
            return plans;
        }

        private static double width(ModelConfig.EfficientNet network) {
            return switch (network) {
                case EFFICIENTNET_LITE0, EFFICIENTNET_LITE1 -> 1.0;
                case EFFICIENTNET_LITE2 -> 1.1;
                case EFFICIENTNET_LITE3 -> 1.2;
                case EFFICIENTNET_LITE4 -> 1.4;
            };
        }

        private static double depth(ModelConfig.EfficientNet network) {
            return switch (network) {
                case EFFICIENTNET_LITE0 -> 1.0;
                case EFFICIENTNET_LITE1 -> 1.1;
                case EFFICIENTNET_LITE2 -> 1.2;
                case EFFICIENTNET_LITE3 -> 1.4;
                case EFFICIENTNET_LITE4 -> 1.8;
            };
        }

        /** The nearest multiple of 8, or the next one where that is more than a tenth too few. */
        private static int channels(double wanted) {
            int nearest = Math.max(
                    CHANNEL_MULTIPLE, (int) (wanted + CHANNEL_MULTIPLE / 2.0) / CHANNEL_MULTIPLE * CHANNEL_MULTIPLE);
            return nearest < 0.9 * wanted ? nearest + CHANNEL_MULTIPLE : nearest;
        }

        boolean hasShortcut() {
            return stride == 1 && in == out;
        }
    }

    EfficientNet(Weights weights, ModelConfig.EfficientNet network, int lastStride, double dropConnect) {
        List<Plan> plans = Plan.of(network, lastStride);
        List<Layer> all = new ArrayList<>();
        all.add(activated(
                Convolution.same(weights.child("_conv_stem"), 3, STEM_CHANNELS, 3, 2, 1),
                norm(weights.child("_bn0"), STEM_CHANNELS)));
        for (int index = 0; index < plans.size(); index++) {
            double dropped = dropConnect * index / plans.size();
            all.add(new Block(weights.child("_blocks." + index), plans.get(index), dropped));
        }
        int last = plans.get(plans.size() - 1).out();
        all.add(activated(
                Convolution.same(weights.child("_conv_head"), last, FEATURES, 1, 1, 1),
                norm(weights.child("_bn1"), FEATURES)));
        layers = new Sequence(all);
    }

    private static BatchNorm norm(Weights weights, int channels) {
        return new BatchNorm(weights, channels, MOMENTUM, EPSILON);
    }

    private static Layer activated(Convolution convolution, BatchNorm norm) {
        return (input, training) -> {
            Tensor maps = norm.forward(convolution.forward(input, training), training);
            torch.relu6_(maps); // what it returns is no handle of its own, and would die with this one
            return maps;
        };
    }

    /** N x 3 x H x W images to N x 1,280 x ceil(H / 32) x ceil(W / 32) feature maps, if the last stride is 2. */
    @Override
    public Tensor forward(Tensor images, boolean training) {
        return layers.forward(images, training);
    }

    /** The strides of the blocks, in order: those of their depthwise convolutions. */
    public static List<Integer> blockStrides(ModelConfig.EfficientNet network, int lastStride) {
        return Plan.of(network, lastStride).stream().map(Plan::stride).toList();
    }

    /** The stem, the blocks, and the last convolution. */
    Sequence layers() {
        return layers;
    }

    /**
     * An inverted residual: a 1 x 1 convolution to many channels, a depthwise convolution, which may stride, a 1 x 1 convolution to few,
     * and the input added where the shape stays.
     */
    private static final class Block implements Layer {

        private final @Nullable Layer expand;
        private final Layer depthwise;
        private final Convolution project;
        private final BatchNorm projectNorm;
        private final boolean hasShortcut;
        private final double dropped;

        Block(Weights weights, Plan plan, double dropped) {
            int inner = plan.in() * plan.expansion();
            expand = plan.expansion() == 1
                    ? null
                    : activated(
                            Convolution.same(weights.child("_expand_conv"), plan.in(), inner, 1, 1, 1),
                            norm(weights.child("_bn0"), inner));
            depthwise = activated(
                    Convolution.same(
                            weights.child("_depthwise_conv"), inner, inner, plan.kernel(), plan.stride(), inner),
                    norm(weights.child("_bn1"), inner));
            project = Convolution.same(weights.child("_project_conv"), inner, plan.out(), 1, 1, 1);
            projectNorm = norm(weights.child("_bn2"), plan.out());
            hasShortcut = plan.hasShortcut();
            this.dropped = dropped;
        }

        @Override
        public Tensor forward(Tensor input, boolean training) {
            Tensor expanded = expand == null ? input : expand.forward(input, training);
            Tensor inner = depthwise.forward(expanded, training);
            Tensor residual = projectNorm.forward(project.forward(inner, training), training);
            if (!hasShortcut) {
                return residual;
            }
            if (training && dropped > 0) {
                residual.mul_(kept(residual));
            }
            return residual.add_(input);
        }

        /** For each image 0 or {@code 1 / (1 - dropped)}, which keeps the mean: N x 1 x 1 x 1. */
        private Tensor kept(Tensor residual) {
            Tensor ones = residual.new_ones(residual.size(0), 1, 1, 1);
            return torch.dropout(ones, dropped, true);
        }
    }
}
