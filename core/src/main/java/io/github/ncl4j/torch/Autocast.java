package io.github.ncl4j.torch;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandleOptional;
import org.bytedeco.pytorch.OperatorName;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * While it is open, the engine computes what this thread calls in bfloat16 where that is safe: it casts the operands of
 * convolutions and matrix products, and other operations take what they get. Tensors keep their types, gradients that of their
 * tensors. Closing it, which the same thread must do, restores what was before.
 *
 * <p>Casts of weights are not remembered: the engine would keep them beyond the step that changes the weights, and no weight is
 * cast twice in a step.
 */
public final class Autocast implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Autocast.class);

    private final torch.DeviceType device;
    private final boolean enabledBefore;
    private final torch.ScalarType typeBefore;
    private final boolean rememberedBefore;

    private Autocast(torch.DeviceType device) {
        this.device = device;
        enabledBefore = torch.is_autocast_enabled(device);
        typeBefore = torch.get_autocast_dtype(device);
        rememberedBefore = torch.is_autocast_cache_enabled();
        torch.set_autocast_enabled(device, true);
        torch.set_autocast_dtype(device, torch.ScalarType.BFloat16);
        torch.set_autocast_cache_enabled(false);
    }

    /** Begins to compute on a kind of device in bfloat16. */
    public static Autocast bfloat16(torch.DeviceType device) {
        return new Autocast(device);
    }

    /**
     * Whether the engine has convolutions in bfloat16 that are made for this machine's processor. They are oneDNN's, and need
     * AVX-512 or AVX-NE-CONVERT on x86 and BF16 on ARM; elsewhere the engine's own, written for no processor, take their place
     * and are several times slower than those in float32. A GPU is taken to have such convolutions.
     */
    public static boolean isFast(torch.DeviceType device) {
        Engine.start();
        // What the engine returns is a new object each time.
        if (device.intern() != torch.DeviceType.CPU) {
            return true;
        }
        try (PointerScope scope = new PointerScope()) {
            // The question that the engine asks itself before each convolution; without oneDNN it is not even known.
            OperatorHandleOptional question =
                    Dispatcher.singleton().findSchema(new OperatorName("mkldnn::_is_mkldnn_bf16_supported", ""));
            IValueVector stack = new IValueVector();
            if (question.has_value()) {
                question.get().callBoxed(stack);
            }
            return !stack.empty() && stack.get(0).toBool();
        }
    }

    /**
     * Warns where bfloat16 {@link #isFast is not fast}.
     *
     * @param why it is computed in, the beginning of the message
     */
    public static void warnWhereSlow(torch.DeviceType device, String why) {
        if (!isFast(device)) {
            LOG.warn(
                    "{}, but this processor has none of the instructions that the engine's bfloat16 convolutions need (x86: AVX-512"
                            + " or AVX-NE-CONVERT; ARM: BF16), so computing takes several times as long as in float32",
                    why);
        }
    }

    /** Computes as before. */
    @Override
    public void close() {
        torch.set_autocast_cache_enabled(rememberedBefore);
        torch.set_autocast_dtype(device, typeBefore);
        torch.set_autocast_enabled(device, enabledBefore);
    }
}
