package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.AugmentConfig;
import io.github.ncl4j.config.Components;
import io.github.ncl4j.config.Default;
import io.github.ncl4j.config.Defaults;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.InvalidSettings;
import io.github.ncl4j.config.Recipe;
import io.github.ncl4j.config.YamlNames;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration becomes records, a key for each component: of the component's type, and with the {@link Default} that it states. A
 * record inside is a section; a family of records is a section with the key {@code type}. The ranges are the rules of the records'
 * constructors.
 */
public final class ExperimentReader {

    /** The only key that is no component: it chooses the defaults of {@code augment}. */
    static final String RECIPE = "recipe";

    private ExperimentReader() {}

    /**
     * Reads the root of a configuration.
     *
     * @param start of the text
     * @param problems gets everything that is wrong
     * @param name of the run if the file has none
     * @return null, or something that stands in, if a problem was noted
     */
    public static @Nullable ExperimentConfig read(
            YamlNode.Mapping root, Position start, ProblemCollector problems, String name) {
        return section(new Section("", root, start, problems), ExperimentConfig.class, Map.of("name", name));
    }

    private static <R extends Record> @Nullable R section(
            Section s, Class<R> type, Map<String, ? extends @Nullable Object> defaults) {
        return s.build(YamlNames.keys(type), () -> record(s, type, defaults));
    }

    private static @Nullable AugmentConfig augment(Section given) {
        Section s = given.chosenBy(RECIPE, List.of("train", "key", "evaluate", "normalization"));
        Recipe recipe = s.getOrNull(RECIPE, ValueType.oneOf(Recipe.class));
        AugmentConfig defaults = recipe == null ? Defaults.of(AugmentConfig.class) : recipe.augment();
        List<String> keys = Stream.concat(YamlNames.keys(AugmentConfig.class).stream(), Stream.of(RECIPE))
                .toList();
        return s.build(keys, () -> record(s, AugmentConfig.class, Components.values(defaults)));
    }

    private static Record record(Section s, Class<? extends Record> type) {
        return record(s, type, Map.of());
    }

    /**
     * The record of a section's values.
     *
     * @param defaults that take the place of those that the components state
     * @throws InvalidSettings if a value breaks its rule
     */
    private static <R extends Record> R record(
            Section s, Class<R> type, Map<String, ? extends @Nullable Object> defaults) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            boolean given = defaults.containsKey(name);
            Object byDefault = given
                    ? defaults.get(name)
                    : Components.defaultOf(component) != null ? Defaults.value(component, values) : null;
            values.put(name, value(s, component, byDefault));
        }
        return Components.create(type, values);
    }

    /** The value of a component's key: a word or a number, a list of sections, one of a family, or a section. */
    private static @Nullable Object value(Section s, RecordComponent component, @Nullable Object byDefault) {
        String key = YamlNames.key(component.getName());
        Class<?> type = component.getType();
        boolean nullable = Components.isNullable(component);
        ValueType<?> valueType = ValueType.of(component.getGenericType());
        if (valueType != null) {
            return nullable ? s.getOrNull(key, valueType) : value(s, key, type, valueType, byDefault);
        } else if (component.getGenericType() instanceof ParameterizedType list) {
            Choice items = Choice.of((Class<?>) list.getActualTypeArguments()[0]);
            List<?> otherwise = (List<?>) byDefault;
            return nullable
                    ? s.choicesOrNull(key, items, ExperimentReader::record, otherwise)
                    : s.choices(key, items, ExperimentReader::record, Objects.requireNonNull(otherwise));
        } else if (Components.isFamily(type)) {
            return nullable
                    ? s.choiceOrNull(key, Choice.of(type), ExperimentReader::record)
                    : s.choice(key, Choice.of(type), ExperimentReader::record);
        }
        Section.Reader<Record> reader = type == AugmentConfig.class
                ? ExperimentReader::augment
                : inside -> section(
                        inside,
                        type.asSubclass(Record.class),
                        byDefault instanceof Record defaults ? Components.values(defaults) : Map.of());
        return nullable ? s.sectionOrNull(key, reader) : s.section(key, reader);
    }

    @SuppressWarnings("unchecked")
    private static <T> T value(
            Section s, String key, Class<?> type, ValueType<T> valueType, @Nullable Object byDefault) {
        return byDefault != null ? s.get(key, valueType, (T) byDefault) : s.require(key, valueType, (T) standIn(type));
    }

    /** A possible value, with which the reading goes on where a required one is missing or wrong. */
    private static Object standIn(Class<?> type) {
        if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[constants.length - 1];
        }
        return type == int.class ? 1 : type == double.class ? 1.0 : type == Path.class ? Path.of("") : List.of();
    }
}
