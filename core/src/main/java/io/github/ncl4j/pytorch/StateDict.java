package io.github.ncl4j.pytorch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/**
 * The weights of a network by the names that its modules have, freed of what training programs put around it: the {@code module.}
 * of DataParallel, the {@code _orig_mod.} of {@code torch.compile}, any prefix that all names share ({@code model.}, {@code
 * backbone.}, {@code encoder.}), and of MoCo (He et al., CVPR 2020) all but the backbone of the query encoder.
 *
 * @param tensors borrowed, by name
 * @param leftOut the names of tensors that belong to no network, without {@code module.} too
 * @param prefix that all names shared and have lost, with its last dot; empty if there was none
 */
public record StateDict(Map<String, Tensor> tensors, List<String> leftOut, String prefix) {

    private static final String DATA_PARALLEL = "module";
    private static final String COMPILED = "_orig_mod";

    /** Of MoCo, versions 1 to 3. */
    private static final Set<String> QUERY_ENCODERS = Set.of("encoder_q", "base_encoder");

    private static final String PROJECTION = "fc.";

    /**
     * Strips the names.
     *
     * @param tensors by name, as in the file
     * @throws IllegalArgumentException if two names become the same
     */
    public static StateDict of(Map<String, Tensor> tensors) {
        Map<String, String> plain = new LinkedHashMap<>();
        tensors.keySet().forEach(name -> plain.put(name, unwrapped(name)));
        String prefix = shared(List.copyOf(plain.values()));
        plain.replaceAll((name, unwrapped) -> unwrapped.substring(prefix.length()));
        boolean isQueryEncoder = Arrays.stream(prefix.split("\\.", -1)).anyMatch(QUERY_ENCODERS::contains);
        boolean isMoco = isQueryEncoder || plain.values().stream().anyMatch(StateDict::ofQueryEncoder);
        Map<String, Tensor> kept = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            String own = plain.getOrDefault(name, name);
            String inner = ofQueryEncoder(own) ? own.substring(own.indexOf('.') + 1) : own;
            boolean belongs = !isMoco || isQueryEncoder || ofQueryEncoder(own);
            if (!belongs || (isMoco && inner.startsWith(PROJECTION))) {
                leftOut.add(own);
            } else if (kept.put(inner, tensor) != null) {
                throw new IllegalArgumentException(
                        "two tensors are called " + Quoted.of(inner) + " without the prefix of " + Quoted.of(name));
            }
        });
        return new StateDict(kept, leftOut, prefix);
    }

    private static boolean ofQueryEncoder(String name) {
        return QUERY_ENCODERS.contains(first(name));
    }

    private static String first(String name) {
        return name.substring(0, Math.max(0, name.indexOf('.')));
    }

    /** Without what wrappers of modules add, which are no modules of a network themselves. */
    private static String unwrapped(String name) {
        List<String> parts = Arrays.stream(name.split("\\.", -1))
                .filter(part -> !part.equals(COMPILED))
                .collect(Collectors.toCollection(ArrayList::new));
        while (parts.size() > 1 && parts.get(0).equals(DATA_PARALLEL)) {
            parts.remove(0);
        }
        return String.join(".", parts);
    }

    /** The longest beginning that all names share and that leaves more than the tensors of a single layer. */
    private static String shared(List<String> names) {
        String prefix = "";
        while (!names.isEmpty()) {
            String longer = prefix + first(names.get(0).substring(prefix.length())) + ".";
            boolean isShared =
                    longer.length() > prefix.length() + 1 && names.stream().allMatch(name -> name.startsWith(longer));
            if (!isShared || names.stream().noneMatch(name -> name.indexOf('.', longer.length()) >= 0)) {
                break;
            }
            prefix = longer;
        }
        return prefix;
    }
}
