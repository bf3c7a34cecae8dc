package io.github.ncl4j.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds networks among named tensors, by the names that all networks of a family have in common. */
final class NetworkNames {

    private static final List<Family> FAMILIES = List.of(
            new Family("conv1.weight", List.of("bn1.weight", "layer1.0.conv1.weight")),
            new Family("_conv_stem.weight", List.of("_bn0.weight", "_blocks.0._depthwise_conv.weight")));
    private static final Pattern EXPERT = Pattern.compile("backbone\\.(\\d{1,4})\\.");
    private static final Pattern HEAD = Pattern.compile("(fc|_fc|linear|last_linear|head|heads|classifier)\\..*");
    private static final Pattern HEAD_TENSOR =
            Pattern.compile("(?:fc|_fc|linear|last_linear|head|heads|head\\.fc|classifier)\\.(weight|bias)");

    /**
     * Residual networks, or EfficientNets.
     *
     * @param stem the first tensor of each network
     * @param always others that each of them has
     */
    private record Family(String stem, List<String> always) {

        Stream<String> prefixes(Set<String> names) {
            return names.stream()
                    .filter(name -> name.equals(stem) || name.endsWith("." + stem))
                    .map(name -> name.substring(0, name.length() - stem.length()))
                    .filter(prefix -> always.stream().allMatch(name -> names.contains(prefix + name)));
        }
    }

    private NetworkNames() {}

    /** The prefix of each network's tensors, in the order of the names; an empty text for a network without one. */
    static List<String> prefixes(Set<String> names) {
        return FAMILIES.stream().flatMap(family -> family.prefixes(names)).toList();
    }

    /** Those of the prefixes that are the backbones of an ensemble's experts, in the experts' order. */
    static List<String> experts(List<String> prefixes) {
        List<String> experts = new ArrayList<>(prefixes.stream()
                .filter(prefix -> EXPERT.matcher(prefix).matches())
                .toList());
        experts.sort(Comparator.comparingInt(NetworkNames::number));
        return experts;
    }

    private static int number(String expert) {
        Matcher matcher = EXPERT.matcher(expert);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    /**
     * The prefix of the one network that is meant.
     *
     * @throws IllegalArgumentException if there are several, none of which has the plain names
     */
    static String only(List<String> prefixes) {
        if (prefixes.size() > 1 && !prefixes.contains("")) {
            throw new IllegalArgumentException("holds " + prefixes.size() + " networks, under "
                    + String.join(", ", prefixes) + "; save the tensors of one of them");
        }
        return prefixes.size() == 1 ? prefixes.get(0) : "";
    }

    /** Whether a network's tensor, by its name within the network, is of the layers that classify. */
    static boolean isHead(String name) {
        return HEAD.matcher(name).matches();
    }

    /** {@code weight} or {@code bias} of the one linear layer that classifies; null for any other tensor. */
    static @Nullable String headTensor(String name) {
        Matcher matcher = HEAD_TENSOR.matcher(name);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
