package io.github.ncl4j.optimize;

import io.github.ncl4j.torch.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The named tensors that an update rule carries from step to step. Owns them. */
final class OptimizerState implements AutoCloseable {

    private static final String PREFIX = "optimizer.";
    private static final int SHOWN = 8;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /**
     * Adds zeros beside every parameter, of its shape, type, device and memory layout, named {@code
     * optimizer.<parameter>.<quantity>}.
     *
     * @return the new tensors by name of the parameter
     */
    Map<String, Tensor> beside(Map<String, Tensor> parameters, String quantity) {
        Map<String, Tensor> added = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor zeros = Memory.keep(torch.zeros_like(parameter));
                tensors.put(PREFIX + name + "." + quantity, zeros);
                added.put(name, zeros);
            }
        });
        return added;
    }

    /** Adds an int64 scalar on the CPU, 0, named {@code optimizer.<quantity>}. */
    Tensor counter(String quantity) {
        try (PointerScope scope = new PointerScope()) {
            Tensor zero = Memory.keep(Tensor.create(new long[1], new long[0]));
            tensors.put(PREFIX + quantity, zero);
            return zero;
        }
    }

    /** The tensors by full name, in the order they were added; borrowed. */
    Map<String, Tensor> tensors() {
        return new LinkedHashMap<>(tensors);
    }

    /** See {@link Optimizer#load}. */
    void load(Map<String, Tensor> saved) {
        check(saved);
        try (PointerScope scope = new PointerScope()) {
            tensors.forEach((name, tensor) -> tensor.copy_(Objects.requireNonNull(saved.get(name))));
        }
    }

    /**
     * Compares names and shapes.
     *
     * @throws IllegalArgumentException listing what differs
     */
    void check(Map<String, Tensor> saved) {
        List<String> problems = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            Tensor value = saved.get(name);
            if (value == null) {
                problems.add(name + " is missing");
            } else if (!Arrays.equals(value.shape(), tensor.shape())) {
                problems.add(name + " has the shape " + Arrays.toString(value.shape()) + ", not "
                        + Arrays.toString(tensor.shape()));
            }
        });
        for (String name : saved.keySet()) {
            if (!tensors.containsKey(name)) {
                problems.add(name + " is unexpected");
            }
        }
        if (!problems.isEmpty()) {
            String rest = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
            throw new IllegalArgumentException("the saved state is of another optimizer or model: "
                    + String.join("; ", problems.subList(0, Math.min(SHOWN, problems.size())))
                    + rest
                    + "; use the configuration that it was saved with");
        }
    }

    @Override
    public void close() {
        tensors.values().forEach(Memory::release);
        tensors.clear();
    }
}
