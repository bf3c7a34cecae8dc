package io.github.ncl4j.golden;

import io.github.ncl4j.torch.HostArrays;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of the golden cases, which are computed and not stored: a hash of the state-dict name and the seed, then one
 * SplitMix64 number per element (golden NOTES.md, section 1).
 */
public final class Fill {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long SEED_FACTOR = 0xD1B54A32D192ED03L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private Fill() {}

    /**
     * Overwrites every tensor in place, whatever its memory layout, with the values of its name; the pointers of queues stay
     * as they are.
     */
    public static void fill(Map<String, Tensor> state, long seed) {
        state.forEach((name, tensor) -> {
            if (name.endsWith("queue_ptr")) {
                return;
            }
            try (PointerScope scope = new PointerScope();
                    NoGradGuard noGrad = new NoGradGuard()) {
                long[] shape = shape(tensor);
                tensor.copy_(HostArrays.tensor(values(name, shape, seed)).view(shape));
            }
        });
    }

    /**
     * The values of one weight or buffer, row-major.
     *
     * @param name state-dict name; a leading {@code module.} does not count
     * @throws IllegalArgumentException if the formula does not cover the name
     */
    public static float[] values(String name, long[] shape, long seed) {
        String plain = name.startsWith("module.") ? name.substring("module.".length()) : name;
        DoubleUnaryOperator value = formula(plain, shape);
        long key = fnv1a(plain) + seed * SEED_FACTOR;
        double[] exact = new double[Math.toIntExact(elements(shape, 0))];
        for (int j = 0; j < exact.length; j++) {
            exact[j] = value.applyAsDouble(uniform(key + (j + 1) * GOLDEN_GAMMA));
        }
        if (plain.endsWith(".queue")) {
            toUnitColumns(exact, Math.toIntExact(shape[1]));
        }
        float[] values = new float[exact.length];
        for (int j = 0; j < values.length; j++) {
            values[j] = (float) exact[j];
        }
        return values;
    }

    private static void toUnitColumns(double[] matrix, int columns) {
        for (int column = 0; column < columns; column++) {
            double squares = 0;
            for (int j = column; j < matrix.length; j += columns) {
                squares += matrix[j] * matrix[j];
            }
            for (int j = column; j < matrix.length; j += columns) {
                matrix[j] /= Math.sqrt(squares);
            }
        }
    }

    /** From a uniform number in [0, 1) to the value, by the last part of the name. */
    private static DoubleUnaryOperator formula(String name, long[] shape) {
        String kind = name.substring(name.lastIndexOf('.') + 1);
        return switch (kind) {
            case "weight" -> {
                if (shape.length >= 2) {
                    double bound = Math.sqrt(3.0 / elements(shape, 1));
                    yield u -> bound * (2 * u - 1);
                }
                double factor = name.endsWith("bn3.weight") ? 0.2 : 1;
                yield u -> factor * (1 + 0.1 * (2 * u - 1));
            }
            case "bias", "running_mean" -> u -> 0.1 * (2 * u - 1);
            case "running_var" -> u -> 1 + 0.2 * u;
            case "queue" -> u -> 2 * u - 1;
            default -> throw new IllegalArgumentException("the fill formula does not cover " + name);
        };
    }

    private static long fnv1a(String name) {
        long hash = FNV_OFFSET;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private static double uniform(long counter) {
        long z = counter;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 40) * 0x1.0p-24;
    }

    private static long elements(long[] shape, int from) {
        long elements = 1;
        for (int i = from; i < shape.length; i++) {
            elements *= shape[i];
        }
        return elements;
    }

    private static long[] shape(Tensor tensor) {
        long[] shape = new long[(int) tensor.dim()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }
}
