package io.github.ncl4j.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Finds NaN and infinity among tensors, with one pass over each and one copy to the host for all. */
public final class FiniteState {

    private FiniteState() {}

    /**
     * Looks at every tensor of floating-point numbers.
     *
     * @param tensors by name; borrowed
     * @return the name of the first that holds NaN or infinity; null if none does
     */
    public static @Nullable String firstNotFinite(Map<String, Tensor> tensors) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard()) {
            Map<String, Tensor> sums = new LinkedHashMap<>();
            tensors.forEach((name, tensor) -> {
                if (tensor.is_floating_point()) {
                    sums.put(name, tensor.sum().to(torch.ScalarType.Double));
                }
            });
            return sums.isEmpty() ? null : firstNotFinite(tensors, sums);
        }
    }

    private static @Nullable String firstNotFinite(Map<String, Tensor> tensors, Map<String, Tensor> sums) {
        double[] values =
                HostArrays.doubles(torch.stack(new TensorVector(sums.values().toArray(Tensor[]::new)), 0));
        int next = 0;
        for (String name : sums.keySet()) {
            // A sum overflows in rare cases although all its numbers are finite, so it only raises the suspicion.
            if (!Double.isFinite(values[next++]) && !allFinite(Objects.requireNonNull(tensors.get(name)))) {
                return name;
            }
        }
        return null;
    }

    private static boolean allFinite(Tensor tensor) {
        return torch.isfinite(tensor).all().item_bool();
    }
}
