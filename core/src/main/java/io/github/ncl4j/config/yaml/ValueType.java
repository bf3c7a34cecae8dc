package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.config.YamlNames;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The type of a key's value in YAML, before any question of range.
 *
 * @param rule what belongs there, as a message says it
 * @param words all values, if they can be listed
 * @param conversion the value, or null if something else stands there
 */
public record ValueType<T>(String rule, List<String> words, Conversion<T> conversion) {

    /** From YAML to a value. */
    public interface Conversion<T> {
        /** The value, or null if something else stands there. */
        @Nullable
        T of(YamlNode node);
    }

    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]{0,18})");
    private static final Pattern DECIMAL =
            Pattern.compile("[-+]?([0-9]{1,20}(\\.[0-9]{0,40})?|\\.[0-9]{1,40})([eE][-+]?[0-9]{1,3})?");

    /** A whole number of 32 bits. */
    public static final ValueType<Integer> INTEGER =
            number("must be a whole number (32 bits)", WHOLE, Integer::valueOf);
    /** A whole number of 64 bits. */
    public static final ValueType<Long> LONG = number("must be a whole number (64 bits)", WHOLE, Long::valueOf);
    /** A number. */
    public static final ValueType<Double> REAL = number("must be a number", DECIMAL, Double::valueOf);
    /** A list of whole numbers. */
    public static final ValueType<List<Integer>> INTEGERS = list("must be a list of whole numbers (32 bits)", INTEGER);
    /** A list of numbers. */
    public static final ValueType<List<Double>> REALS = list("must be a list of numbers", REAL);
    /** True or false. */
    public static final ValueType<Boolean> FLAG =
            new ValueType<>("must be true or false", List.of("true", "false"), ValueType::flag);
    /** Any text. */
    public static final ValueType<String> TEXT = new ValueType<>("must be text", List.of(), ValueType::text);
    /** A list of words. */
    public static final ValueType<List<String>> TEXTS = list("must be a list of words", TEXT);
    /** A path, relative to the folder of its file. */
    public static final ValueType<Path> PATH = new ValueType<>("must be a path", List.of(), ValueType::path);
    /** Pretrained weights: their word, or a path. */
    public static final ValueType<ModelConfig.Pretrained> PRETRAINED =
            new ValueType<>("must be " + ModelConfig.BuiltIn.WORD + " or a path", List.of(), ValueType::pretrained);
    /** The word of a backbone. */
    public static final ValueType<ModelConfig.Backbone> BACKBONE = new ValueType<>(
            "must be one of " + String.join(", ", ModelConfig.Backbone.words()) + ", or cifar-resnetD with D = "
                    + ModelConfig.CifarResNet.DEPTHS,
            Stream.concat(
                            ModelConfig.Backbone.words().stream(),
                            IntStream.of(8, 14, 20, 32, 44, 56, 110).mapToObj(depth -> "cifar-resnet" + depth))
                    .toList(),
            ValueType::backbone);

    /** The types by the Java types of components that they become. */
    private static final Map<Type, ValueType<?>> TYPES = Map.of(
            int.class, INTEGER,
            Integer.class, INTEGER,
            long.class, LONG,
            double.class, REAL,
            Double.class, REAL,
            boolean.class, FLAG,
            String.class, TEXT,
            Path.class, PATH,
            ModelConfig.Pretrained.class, PRETRAINED,
            ModelConfig.Backbone.class, BACKBONE);

    /** The type of a component's value; null if a section or a list of sections stands there. */
    public static @Nullable ValueType<?> of(Type component) {
        if (component instanceof ParameterizedType list) {
            Type item = list.getActualTypeArguments()[0];
            return item == Integer.class ? INTEGERS : item == Double.class ? REALS : null;
        }
        return component instanceof Class<?> words && words.isEnum()
                ? constants(Arrays.stream(words.getEnumConstants())
                        .map(constant -> (Enum<?>) constant)
                        .toList())
                : TYPES.get(component);
    }

    /** The constants of an enum, as YAML spells them. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        return constants(List.of(type.getEnumConstants()));
    }

    private static <E extends Enum<?>> ValueType<E> constants(List<E> constants) {
        ValueType<String> words = oneOf(constants.stream().map(YamlNames::word).toList());
        return new ValueType<>(words.rule(), words.words(), node -> {
            String word = words.conversion().of(node);
            return word == null ? null : constants.get(words.words().indexOf(word));
        });
    }

    /** One of a few words. */
    public static ValueType<String> oneOf(List<String> words) {
        String rule = "must be " + (words.size() == 1 ? "" : "one of ") + String.join(", ", words);
        return new ValueType<>(rule, words, node -> {
            String text = text(node);
            return text != null && words.contains(text) ? text : null;
        });
    }

    private static <T extends Number> ValueType<T> number(String rule, Pattern pattern, Function<String, T> parse) {
        return new ValueType<>(rule, List.of(), node -> {
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

    private static <T> ValueType<List<T>> list(String rule, ValueType<T> item) {
        return new ValueType<>(rule, List.of(), node -> {
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
        return text == null ? null : ModelConfig.Backbone.of(text);
    }
}
