package io.github.ncl4j.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Settings as they are where a configuration says nothing about them, from the {@link Default} of each component. */
public final class Defaults {

    private Defaults() {}

    /**
     * A record of defaults.
     *
     * @throws IllegalArgumentException if a component has no default
     */
    public static <R extends Record> R of(Class<R> record) {
        return of(record, Map.of());
    }

    /**
     * A record of given values, and of defaults for the rest.
     *
     * @param given values by the names of their components
     * @throws ConfigException if a value breaks its rule
     * @throws IllegalArgumentException if a component is neither given nor has a default, or if a given one is none
     */
    public static <R extends Record> R of(Class<R> record, Map<String, ?> given) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            String name = component.getName();
            values.put(name, given.containsKey(name) ? given.get(name) : value(component, values));
        }
        if (!values.keySet().containsAll(given.keySet())) {
            throw new IllegalArgumentException(record + " has " + values.keySet() + ", not all of " + given.keySet());
        }
        return Components.create(record, values);
    }

    /**
     * The default of one component.
     *
     * @param before the values of the components before it
     * @return null if the component may be null and states no default
     * @throws IllegalArgumentException if there is none
     */
    public static @Nullable Object value(RecordComponent component, Map<String, ? extends @Nullable Object> before) {
        Default stated = Components.defaultOf(component);
        if (stated == null) {
            return Components.isNullable(component) ? null : ofSection(component);
        }
        Object value = parse(component.getGenericType(), stated.value());
        return stated.notBelow().isEmpty()
                ? value
                : (Object) Math.max((int) value, (int) Objects.requireNonNull(before.get(stated.notBelow())));
    }

    private static Object ofSection(RecordComponent component) {
        Class<?> type = component.getType();
        Default family = Components.defaultOf(type);
        if (Components.isFamily(type) && family != null) {
            return of(Components.family(type).stream()
                    .filter(record -> YamlNames.type(record).equals(family.value()))
                    .findFirst()
                    .orElseThrow());
        } else if (type.isRecord()) {
            return of(type.asSubclass(Record.class));
        }
        throw new IllegalArgumentException(component + " has no default; it must be given");
    }

    private static Object parse(Type type, String text) {
        if (type instanceof ParameterizedType list) {
            Type item = list.getActualTypeArguments()[0];
            String items = text.substring(1, text.length() - 1);
            return Arrays.stream(items.split(","))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .map(each -> parse(item, each))
                    .toList();
        }
        if (type == int.class || type == Integer.class) {
            return text.equals(Default.PROCESSORS)
                    ? Runtime.getRuntime().availableProcessors()
                    : Integer.parseInt(text);
        } else if (type == long.class) {
            return Long.parseLong(text);
        } else if (type == double.class || type == Double.class) {
            return Double.parseDouble(text);
        } else if (type == boolean.class) {
            return Boolean.parseBoolean(text);
        } else if (type == Path.class) {
            return Path.of(text);
        } else if (type == ModelConfig.Backbone.class) {
            return Objects.requireNonNull(ModelConfig.Backbone.of(text));
        } else if (type instanceof Class<?> words && words.isEnum()) {
            return Arrays.stream(words.getEnumConstants())
                    .filter(constant -> YamlNames.word((Enum<?>) constant).equals(text))
                    .findFirst()
                    .orElseThrow();
        }
        return text;
    }
}
