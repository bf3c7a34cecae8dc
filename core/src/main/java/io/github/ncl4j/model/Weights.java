package io.github.ncl4j.model;

import io.github.ncl4j.config.ModelConfig.MemoryFormat;
import io.github.ncl4j.distributed.BatchNormalization;
import io.github.ncl4j.torch.Memory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The named parameters and buffers of a model, under PyTorch's state-dict names. Layers ask for what they need when they
 * are built and hold the tensors in fields; this object owns them and frees them when it is closed.
 *
 * <p>Parameters are trained; buffers are part of the state, but not trained. Values change in place alone, so that the
 * fields of the layers stay valid.
 */
public final class Weights implements AutoCloseable {

    private final Device device;
    private final MemoryFormat format;
    private final BatchNormalization batchNorm;
    private final String prefix;
    private final boolean trained;
    private final boolean drawn;
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> buffers;

    /**
     * An empty set of weights, channels-last.
     *
     * @param device where the weights will live; borrowed, it must outlive this object
     */
    public Weights(Device device) {
        this(device, MemoryFormat.CHANNELS_LAST);
    }

    /**
     * An empty set of weights.
     *
     * @param device where the weights will live; borrowed, it must outlive this object
     * @param format of four-dimensional weights (convolutions)
     */
    public Weights(Device device, MemoryFormat format) {
        this(device, format, BatchNormalization.OWN_BATCH);
    }

    /**
     * An empty set of weights of a network that several processes train.
     *
     * @param batchNorm how the layers that are built on these weights normalise in training; borrowed, it must outlive them
     */
    public Weights(Device device, MemoryFormat format, BatchNormalization batchNorm) {
        this(device, format, batchNorm, "", true, true, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private Weights(
            Device device,
            MemoryFormat format,
            BatchNormalization batchNorm,
            String prefix,
            boolean trained,
            boolean drawn,
            Map<String, Tensor> parameters,
            Map<String, Tensor> buffers) {
        this.device = device;
        this.format = format;
        this.batchNorm = batchNorm;
        this.prefix = prefix;
        this.trained = trained;
        this.drawn = drawn;
        this.parameters = parameters;
        this.buffers = buffers;
    }

    /** A view of these weights in which every name begins with {@code name} and a dot. Closing it is not needed. */
    public Weights child(String name) {
        return new Weights(device, format, batchNorm, prefix + name + ".", trained, drawn, parameters, buffers);
    }

    /** A view of these weights in which parameters are buffers: for a network that is not trained. */
    public Weights untrained() {
        return new Weights(device, format, batchNorm, prefix, false, drawn, parameters, buffers);
    }

    /**
     * A view of these weights for a network that a checkpoint fills: layers draw nothing from the engine's generator, on which a
     * training in another thread may depend, and their values are arbitrary until {@link #load}.
     */
    Weights withoutDraws() {
        return new Weights(device, format, batchNorm, prefix, trained, false, parameters, buffers);
    }

    /** A layer's first value: drawn, or where a checkpoint will fill it left as it is. */
    Tensor initial(UnaryOperator<Tensor> draw, long... shape) {
        Tensor value = torch.empty(shape);
        return drawn ? draw.apply(value) : value;
    }

    /** How layers normalise in training. */
    BatchNormalization batchNorm() {
        return batchNorm;
    }

    /**
     * Registers a trained parameter, or in an untrained view a buffer.
     *
     * @param name within this view
     * @param initial its first value, copied
     * @return the parameter, owned by these weights
     */
    public Tensor parameter(String name, Tensor initial) {
        return own(trained ? parameters : buffers, name, initial, trained);
    }

    /**
     * Registers a buffer.
     *
     * @param name within this view
     * @param initial its first value, copied
     * @return the buffer, owned by these weights
     */
    public Tensor buffer(String name, Tensor initial) {
        return own(buffers, name, initial, false);
    }

    private Tensor own(Map<String, Tensor> map, String name, Tensor initial, boolean gradient) {
        String fullName = prefix + name;
        if (parameters.containsKey(fullName) || buffers.containsKey(fullName)) {
            throw new IllegalStateException("two layers claim the name " + fullName);
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor value = initial.detach().to(device, initial.scalar_type()).clone();
            if (value.dim() == 4) {
                value = value.contiguous(
                        format == MemoryFormat.CHANNELS_LAST
                                ? torch.MemoryFormat.ChannelsLast
                                : torch.MemoryFormat.Contiguous);
            }
            map.put(fullName, Memory.keep(value.set_requires_grad(gradient)));
            return value;
        }
    }

    /** The trained parameters by full name, in the order of registration. */
    public Map<String, Tensor> parameters() {
        return Collections.unmodifiableMap(parameters);
    }

    /** The buffers by full name, in the order of registration. */
    public Map<String, Tensor> buffers() {
        return Collections.unmodifiableMap(buffers);
    }

    /** Parameters and buffers by full name: what a checkpoint holds. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(parameters);
        state.putAll(buffers);
        return state;
    }

    /** What a checkpoint holds of this view, by the names within it. */
    Map<String, Tensor> ownState() {
        Map<String, Tensor> own = new LinkedHashMap<>();
        state().forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), value);
            }
        });
        return own;
    }

    /** The buffers of this view that there are now, in the order of registration. */
    List<Tensor> ownBuffers() {
        return buffers.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Overwrites every value.
     *
     * @param values by full name, exactly those of {@link #state}; borrowed
     * @throws IllegalArgumentException if names are missing, unexpected, or have another shape; the message lists them all,
     *     and nothing has been overwritten
     */
    public void load(Map<String, Tensor> values) {
        Map<String, Tensor> state = state();
        StateMismatch.check(state, values);
        values.forEach((name, value) -> assign(Objects.requireNonNull(state.get(name)), value));
    }

    /** Overwrites one value in place; shapes must be equal. */
    static void assign(Tensor target, Tensor value) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            target.copy_(value);
        }
    }

    /** Frees every tensor. */
    @Override
    public void close() {
        parameters.values().forEach(Memory::release);
        buffers.values().forEach(Memory::release);
        parameters.clear();
        buffers.clear();
    }
}
