package io.github.ncl4j.model;

import io.github.ncl4j.torch.Memory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
    private final String prefix;
    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> buffers;

    /**
     * An empty set of weights.
     *
     * @param device where the weights will live; borrowed, it must outlive this object
     */
    public Weights(Device device) {
        this(device, "", new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private Weights(Device device, String prefix, Map<String, Tensor> parameters, Map<String, Tensor> buffers) {
        this.device = device;
        this.prefix = prefix;
        this.parameters = parameters;
        this.buffers = buffers;
    }

    /** A view of these weights in which every name begins with {@code name} and a dot. Closing it is not needed. */
    public Weights child(String name) {
        return new Weights(device, prefix + name + ".", parameters, buffers);
    }

    /**
     * Registers a trained parameter.
     *
     * @param name within this view
     * @param initial its first value, copied; four-dimensional weights (convolutions) are stored channels-last
     * @return the parameter, owned by these weights
     */
    public Tensor parameter(String name, Tensor initial) {
        return own(parameters, name, initial, true);
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

    private Tensor own(Map<String, Tensor> map, String name, Tensor initial, boolean trained) {
        String fullName = prefix + name;
        if (parameters.containsKey(fullName) || buffers.containsKey(fullName)) {
            throw new IllegalStateException("two layers claim the name " + fullName);
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor value = initial.detach().to(device, initial.scalar_type()).clone();
            if (value.dim() == 4) {
                value = value.contiguous(torch.MemoryFormat.ChannelsLast);
            }
            map.put(fullName, Memory.keep(value.set_requires_grad(trained)));
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
