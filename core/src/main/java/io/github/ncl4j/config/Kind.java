package io.github.ncl4j.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may stand for a key, before any question of range.
 *
 * @param rule what belongs there, for people
 * @param words all values, if they can be listed
 * @param conversion the value, or null if something else stands there
 */
record Kind<T>(String rule, List<String> words, Conversion<T> conversion) {

    /** From YAML to a value. */
    interface Conversion<T> {
        @Nullable
        T of(YamlNode node);
    }

    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,18})");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?([0-9]{1,20}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][-+]?[0-9]{1,3})?");
    private static final Pattern CIFAR_RESNET = Pattern.compile("cifar-resnet([1-9][0-9]{0,3})");

    static final Kind<Integer> INTEGER = number("must be a whole number (32 bits)", WHOLE, Integer::valueOf);
    static final Kind<Long> LONG = number("must be a whole number (64 bits)", WHOLE, Long::valueOf);
    static final Kind<Double> REAL = number("must be a number", DECIMAL, Double::valueOf);
    static final Kind<List<Integer>> INTEGERS = list("must be a list of whole numbers (32 bits)", INTEGER);
    static final Kind<List<Double>> REALS = list("must be a list of numbers", REAL);
    static final Kind<Boolean> FLAG = new Kind<>("must be true or false", List.of("true", "false"), Kind::flag);
    static final Kind<String> TEXT = new Kind<>("must be text", List.of(), Kind::text);
    static final Kind<List<String>> TEXTS = list("must be a list of words", TEXT);
    static final Kind<Path> PATH = new Kind<>("must be a path", List.of(), Kind::path);
    static final Kind<ModelConfig.Pretrained> PRETRAINED =
            new Kind<>("must be " + ModelConfig.BuiltIn.WORD + " or a path", List.of(), Kind::pretrained);
    private static final Kind<ModelConfig.ResNet> RESNET = oneOf(ModelConfig.ResNet.class);
    private static final Kind<ModelConfig.EfficientNet> EFFICIENTNET = oneOf(ModelConfig.EfficientNet.class);
    static final Kind<ModelConfig.Backbone> BACKBONE = new Kind<>(
            "must be one of " + String.join(", ", RESNET.words()) + ", " + String.join(", ", EFFICIENTNET.words())
                    + ", or cifar-resnetD with D = " + ModelConfig.CifarResNet.DEPTHS,
            Stream.of(
                            RESNET.words().stream(),
                            EFFICIENTNET.words().stream(),
                            IntStream.of(8, 14, 20, 32, 44, 56, 110).mapToObj(depth -> "cifar-resnet" + depth))
                    .flatMap(words -> words)
                    .toList(),
            Kind::backbone);

    /** The constants of an enum, as YAML spells them. */
    static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        Kind<String> words = oneOf(constants.stream().map(Spelling::word).toList());
        return new Kind<>(words.rule(), words.words(), node -> {
            String word = words.conversion().of(node);
            return word == null ? null : constants.get(words.words().indexOf(word));
        });
    }

    /** One of a few words. */
    static Kind<String> oneOf(List<String> words) {
        String rule = "must be " + (words.size() == 1 ? "" : "one of ") + String.join(", ", words);
        return new Kind<>(rule, words, node -> {
            String text = text(node);
            return text != null && words.contains(text) ? text : null;
        });
    }

    private static <T extends Number> Kind<T> number(String rule, Pattern pattern, Function<String, T> parse) {
        return new Kind<>(rule, List.of(), node -> {
            if (!(node instanceof YamlNode.Scalar scalar)
                    || !scalar.plain()
                    || !pattern.matcher(scalar.text()).matches()) {
                return null;
            }
            try {
                return parse.apply(scalar.text());
            } catch (NumberFormatException e) {
                return null;
            }
        });
    }

    private static <T> Kind<List<T>> list(String rule, Kind<T> item) {
        return new Kind<>(rule, List.of(), node -> {
            if (!(node instanceof YamlNode.Sequence sequence)) {
                return null;
            }
            List<T> items = new ArrayList<>();
            for (YamlNode each : sequence.items()) {
                T value = item.conversion().of(each);
                if (value == null) {
                    return null;
                }
                items.add(value);
            }
            return items;
        });
    }

    private static @Nullable String text(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && !node.isNull() ? scalar.text() : null;
    }

    private static @Nullable Boolean flag(YamlNode node) {
        return switch (node.display()) {
            case "true", "True", "TRUE" -> true;
            case "false", "False", "FALSE" -> false;
            default -> null;
        };
    }

    private static @Nullable Path path(YamlNode node) {
        String text = text(node);
        try {
            return text == null || text.isBlank()
                    ? null
                    : node.position().source().folder().resolve(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static ModelConfig.@Nullable Pretrained pretrained(YamlNode node) {
        if (ModelConfig.BuiltIn.WORD.equals(text(node))) {
            return new ModelConfig.BuiltIn();
        }
        Path path = path(node);
        return path == null ? null : new ModelConfig.WeightFile(path);
    }

    private static ModelConfig.@Nullable Backbone backbone(YamlNode node) {
        String text = text(node);
        Matcher name = CIFAR_RESNET.matcher(text == null ? "" : text);
        try {
            if (name.matches()) {
                return new ModelConfig.CifarResNet(Integer.parseInt(name.group(1)));
            }
            ModelConfig.Backbone residual = RESNET.conversion().of(node);
            return residual != null ? residual : EFFICIENTNET.conversion().of(node);
        } catch (InvalidSettings e) {
            return null;
        }
    }
}
