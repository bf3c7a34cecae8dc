package io.github.ncl4j.config;

import io.github.ncl4j.config.yaml.ValueType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page {@code docs/guide/configuration.md}: every key with its type, default, range and sentence, all of it from the records. */
final class ConfigurationPage {

    private static final String COLUMNS = """
            | key | type | default | range | meaning |
            |---|---|---|---|---|
            """;

    private final RecordDocumentation documentation;
    private final StringBuilder page = new StringBuilder();

    private ConfigurationPage(RecordDocumentation documentation) {
        this.documentation = documentation;
    }

    /**
     * The whole page.
     *
     * @param documentation of all records and enums of settings
     * @param introduction what stands above the tables
     */
    static String of(RecordDocumentation documentation, String introduction) {
        ConfigurationPage page = new ConfigurationPage(documentation);
        page.page.append(introduction);
        page.section("", ExperimentConfig.class);
        return page.page.toString();
    }

    private void section(String path, Class<? extends Record> type) {
        if (!path.isEmpty()) {
            page.append("\n").append(documentation.text(type)).append("\n");
        }
        page.append("\n");
        table(path, type);
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(path, component);
            Class<?> inside = component.getType();
            if (inside.isRecord()) {
                heading(key, "`" + key + "`");
                section(key, inside.asSubclass(Record.class));
            } else if (Components.isFamily(inside)) {
                heading(key, "`" + key + "`");
                family(key, inside);
            } else if (firstOfItsKind(type, component)) {
                heading(key, itemsHeading(path, type, component));
                family("", itemOf(component));
            }
        }
    }

    private void heading(String key, String text) {
        page.append("\n##").append("#".repeat((int)
                        key.chars().filter(c -> c == '.').count()));
        page.append(" ").append(text).append("\n");
    }

    private void family(String path, Class<?> family) {
        Default byDefault = Components.defaultOf(family);
        page.append("\n").append(documentation.text(family));
        page.append(" The key `type` chooses")
                .append(byDefault == null ? ".\n" : "; left out, it is `" + byDefault.value() + "`.\n");
        for (Class<? extends Record> type : Components.family(family)) {
            page.append("\n**`type: ").append(YamlNames.type(type)).append("`** ");
            page.append(documentation.text(type)).append("\n");
            if (type.getRecordComponents().length > 0) {
                page.append("\n");
                table(path, type);
            }
        }
    }

    private void table(String path, Class<? extends Record> type) {
        page.append(COLUMNS);
        for (RecordComponent component : type.getRecordComponents()) {
            row(
                    key(path, component),
                    typeOf(path, type, component),
                    defaultOf(component),
                    range(type, component),
                    documentation.text(type, component.getName()) + words(component.getType()));
        }
        if (type == AugmentConfig.class) {
            row(path + ".recipe", "word", "none", "", documentation.text(Recipe.class) + words(Recipe.class));
        }
    }

    private void row(String key, String type, String byDefault, String range, String meaning) {
        page.append(String.format("| `%s` | %s | %s | %s | %s |\n", key, type, byDefault, range, meaning));
    }

    private static String key(String path, RecordComponent component) {
        String key = YamlNames.key(component.getName());
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String typeOf(String path, Class<?> record, RecordComponent component) {
        if (component.getType().isEnum() || component.getType() == ModelConfig.Backbone.class) {
            return "word";
        }
        ValueType<?> value = ValueType.of(component.getGenericType());
        if (value != null) {
            return value.rule().replaceFirst("must be (an? )?", "").replaceFirst(" \\(.*", "");
        }
        return component.getType() == List.class
                ? "list of [sections](#" + anchor(itemsHeading(path, record, component)) + ")"
                : "[section](#" + anchor(key(path, component)) + ")";
    }

    private static String defaultOf(RecordComponent component) {
        Default stated = Components.defaultOf(component);
        if (stated != null) {
            String words = stated.value();
            if (words.equals(Default.PROCESSORS) || words.equals(Default.FILE_NAME)) {
                return words;
            }
            return "`" + words + "`"
                    + (stated.notBelow().isEmpty()
                            ? ""
                            : ", or `" + YamlNames.key(stated.notBelow()) + "` if that is more");
        } else if (Components.isNullable(component)) {
            return "none";
        }
        Default family = Components.defaultOf(component.getType());
        return family != null
                ? "`type: " + family.value() + "`"
                : component.getType().isRecord() && hasDefaults(component.getType()) ? "its defaults" : "**required**";
    }

    private static boolean hasDefaults(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .noneMatch(each -> defaultOf(each).equals("**required**"));
    }

    /** The words of an enum, each with its meaning. */
    private String words(Class<?> type) {
        return !type.isEnum()
                ? ""
                : Arrays.stream(type.getEnumConstants())
                        .map(constant -> (Enum<?>) constant)
                        .map(word -> "<br>`" + YamlNames.word(word) + "`: " + documentation.text(type, word.name()))
                        .collect(Collectors.joining());
    }

    /** The values that the record's constructor takes, in its own words: it is asked with values that are surely wrong. */
    private static String range(Class<? extends Record> type, RecordComponent component) {
        if (Components.isFamily(component.getType())) {
            return Components.family(component.getType()).stream()
                    .map(record -> "`" + YamlNames.type(record) + "`")
                    .collect(Collectors.joining(", "));
        } else if (component.getType() == ModelConfig.Backbone.class) {
            return ValueType.BACKBONE.rule().replaceFirst("must be one of ", "");
        } else if (component.getType().isEnum()) {
            return Arrays.stream(component.getType().getEnumConstants())
                    .filter(constant -> broken(type, component, constant).isEmpty())
                    .map(constant -> "`" + YamlNames.word((Enum<?>) constant) + "`")
                    .collect(Collectors.joining(", "));
        }
        Set<String> rules = new LinkedHashSet<>();
        wrongValues(component).forEach(value -> rules.addAll(broken(type, component, value)));
        return rules.stream()
                .map(rule -> rule.replaceFirst("must be (a finite number (of )?)?", ""))
                .collect(Collectors.joining("; "));
    }

    private static List<Object> wrongValues(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == int.class || type == Integer.class) {
            return List.of(Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == double.class || type == Double.class) {
            return List.of(Double.NaN);
        } else if (type == List.class && itemOf(component) == Integer.class) {
            return List.of(List.of(-1));
        } else if (type == List.class && itemOf(component) == Double.class) {
            return List.of(List.of(-1.0));
        }
        return type == String.class ? List.of("") : List.of();
    }

    /** The rules that a value of a component breaks, without those that depend on other components. */
    private static List<String> broken(Class<? extends Record> type, RecordComponent component, Object value) {
        Map<String, @Nullable Object> values = possible(type);
        values.put(component.getName(), value);
        try {
            Components.create(type, values);
            return List.of();
        } catch (InvalidSettings e) {
            return e.violations().stream()
                    .filter(each -> each.component().equals(component.getName())
                            && each.because().isEmpty())
                    .map(InvalidSettings.Violation::rule)
                    .toList();
        }
    }

    private static Map<String, @Nullable Object> possible(Class<? extends Record> type) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            values.put(component.getName(), possible(component, values));
        }
        return values;
    }

    private static @Nullable Object possible(RecordComponent component, Map<String, @Nullable Object> before) {
        Class<?> type = component.getType();
        if (Components.defaultOf(component) != null || Components.isNullable(component)) {
            return Defaults.value(component, before);
        } else if (type.isRecord()) {
            Class<? extends Record> record = type.asSubclass(Record.class);
            return Components.create(record, possible(record));
        } else if (Components.isFamily(type)) {
            return Defaults.value(component, before);
        } else if (type.isEnum()) {
            Object[] constants = type.getEnumConstants();
            return constants[constants.length - 1];
        }
        return type == int.class ? 1 : type == double.class ? 1.0 : type == Path.class ? Path.of("") : List.of();
    }

    private static Class<?> itemOf(RecordComponent list) {
        return (Class<?>) ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
    }

    private static boolean isListOfSections(RecordComponent component) {
        return component.getType() == List.class && Components.isFamily(itemOf(component));
    }

    private static boolean firstOfItsKind(Class<?> record, RecordComponent component) {
        return isListOfSections(component)
                && listsOf(record, itemOf(component)).get(0).equals(component);
    }

    private static List<RecordComponent> listsOf(Class<?> record, Class<?> item) {
        List<RecordComponent> lists = new ArrayList<>();
        for (RecordComponent each : record.getRecordComponents()) {
            if (isListOfSections(each) && itemOf(each) == item) {
                lists.add(each);
            }
        }
        return lists;
    }

    private static String itemsHeading(String path, Class<?> record, RecordComponent list) {
        return listsOf(record, itemOf(list)).stream()
                .map(each -> "`" + key(path, each) + "`")
                .collect(Collectors.joining(", ", "Items of ", ""));
    }

    /** The name that GitHub gives a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_ -]", "").replace(' ', '-');
    }
}
