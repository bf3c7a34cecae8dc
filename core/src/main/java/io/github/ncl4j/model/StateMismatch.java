package io.github.ncl4j.model;

import io.github.ncl4j.data.Listing;
import io.github.ncl4j.torch.ElementType;
import io.github.ncl4j.torch.FiniteState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Finds what keeps a set of weights from fitting a model. */
final class StateMismatch {

    private static final int SHOWN = 8;

    private StateMismatch() {}

    /**
     * Compares names and shapes, and integers with floating-point numbers.
     *
     * @throws IllegalArgumentException listing every missing, unexpected and misshapen tensor, long lists shortened
     */
    static void check(Map<String, Tensor> expected, Map<String, Tensor> actual) {
        check(expected, actual, "use the configuration that the weights were trained with");
    }

    /**
     * The same.
     *
     * @param remedy what to do, the end of the message
     */
    static void check(Map<String, Tensor> expected, Map<String, Tensor> actual, String remedy) {
        List<String> missing = new ArrayList<>();
        List<String> misshapen = new ArrayList<>();
        expected.forEach((name, tensor) -> {
            Tensor value = actual.get(name);
            if (value == null) {
                missing.add(name);
            } else if (!Arrays.equals(shape(tensor), shape(value))) {
                misshapen.add(name + " (model " + Arrays.toString(shape(tensor)) + ", file "
                        + Arrays.toString(shape(value)) + ")");
            }
        });
        List<String> unexpected = new ArrayList<>(actual.keySet());
        unexpected.removeAll(expected.keySet());
        expected.forEach((name, tensor) -> requireNumbers(name, tensor, actual.get(name)));
        if (!missing.isEmpty() || !unexpected.isEmpty() || !misshapen.isEmpty()) {
            throw new IllegalArgumentException("the weights are of another architecture than the model"
                    + list("missing", missing)
                    + list("unexpected", unexpected)
                    + list("of another shape", misshapen)
                    + "; " + remedy);
        }
    }

    /** Integers in the place of weights are quantised, and their scales are elsewhere. */
    private static void requireNumbers(String name, Tensor expected, @Nullable Tensor actual) {
        if (actual != null && expected.is_floating_point() && !actual.is_floating_point()) {
            throw new IllegalArgumentException("the tensor " + name + " holds "
                    + ElementType.of(actual.scalar_type())
                    + ", no floating-point numbers; if its weights are quantised, convert"
                    + " them in Python, for example with .dequantize()");
        }
    }

    /**
     * Refuses weights with which nothing can be computed.
     *
     * @throws IllegalArgumentException naming the first tensor that holds NaN or infinity
     */
    static void requireFinite(Map<String, Tensor> weights) {
        String broken = FiniteState.firstNotFinite(weights);
        if (broken != null) {
            throw new IllegalArgumentException("the tensor " + broken
                    + " holds NaN or infinity: the weights are broken; use an earlier checkpoint of their training");
        }
    }

    private static long[] shape(Tensor tensor) {
        long[] shape = new long[(int) tensor.dim()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }

    private static String list(String what, List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        return "; " + names.size() + " " + what + ": " + Listing.of(names, SHOWN);
    }
}
