package io.github.ncl4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of a network by the names that its modules have, freed of what training scripts put around it: the {@code module.}
 * of DataParallel, and of MoCo (He et al., CVPR 2020) all but the backbone of the query encoder.
 *
 * @param tensors borrowed, by name
 * @param leftOut the names of tensors that belong to no network, without {@code module.} too
 */
public record StateDict(Map<String, Tensor> tensors, List<String> leftOut) {

    private static final String DATA_PARALLEL = "module.";
    private static final String QUERY_ENCODER = "encoder_q.";
    private static final String PROJECTION = "fc.";

    /**
     * Strips the names.
     *
     * @param tensors by name, as in the file
     * @throws IllegalArgumentException if two names become the same
     */
    public static StateDict of(Map<String, Tensor> tensors) {
        boolean isMoco = tensors.keySet().stream().anyMatch(name -> plain(name).startsWith(QUERY_ENCODER));
        Map<String, Tensor> kept = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            String plain = plain(name);
            String own = plain.startsWith(QUERY_ENCODER) ? plain.substring(QUERY_ENCODER.length()) : plain;
            if (isMoco && (own.equals(plain) || own.startsWith(PROJECTION))) {
                leftOut.add(plain);
            } else if (kept.put(own, tensor) != null) {
                throw new IllegalArgumentException(
                        "two tensors are called " + Quoted.of(own) + " without the prefix of " + Quoted.of(name));
            }
        });
        return new StateDict(kept, leftOut);
    }

    private static String plain(String name) {
        return name.startsWith(DATA_PARALLEL) ? name.substring(DATA_PARALLEL.length()) : name;
    }
}
