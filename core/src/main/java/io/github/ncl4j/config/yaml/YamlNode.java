package io.github.ncl4j.config.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** YAML as a tree that knows where each value was written. */
public sealed interface YamlNode {

    /** Where it begins. */
    Position position();

    /** On one line, as in YAML's flow style. */
    String display();

    /** Whether nothing is there, or one of YAML's words for nothing. */
    default boolean isNull() {
        return this instanceof Scalar scalar
                && scalar.plain()
                && List.of("", "~", "null", "Null", "NULL").contains(scalar.text());
    }

    /**
     * A word or a number.
     *
     * @param plain whether it was written without quotes
     */
    record Scalar(String text, boolean plain, Position position) implements YamlNode {
        @Override
        public String display() {
            return isNull() ? "null" : plain ? text : '"' + text + '"';
        }
    }

    /** A list. */
    record Sequence(List<YamlNode> items, Position position) implements YamlNode {
        @Override
        public String display() {
            return items.stream().map(YamlNode::display).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** Keys and values, in the order of the file. */
    record Mapping(Map<String, Entry> entries, Position position) implements YamlNode {

        /** A mapping without keys. */
        public static Mapping empty(Position position) {
            return new Mapping(Map.of(), position);
        }

        /** The entry of a key, or null. */
        public @Nullable Entry get(String key) {
            return entries.get(key);
        }

        /** A copy with one key more, or with something else for it. */
        public Mapping with(String key, Entry entry) {
            Map<String, Entry> copy = new LinkedHashMap<>(entries);
            copy.put(key, entry);
            return new Mapping(copy, position);
        }

        /** A copy without some keys. */
        public Mapping without(Predicate<Map.Entry<String, Entry>> unwanted) {
            Map<String, Entry> copy = new LinkedHashMap<>(entries);
            copy.entrySet().removeIf(unwanted);
            return new Mapping(copy, position);
        }

        @Override
        public String display() {
            return entries.entrySet().stream()
                    .map(entry ->
                            entry.getKey() + ": " + entry.getValue().value().display())
                    .collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /**
     * What a key has.
     *
     * @param position of the key
     * @param replaced the file's value, if an override took its place
     */
    record Entry(
            YamlNode value, Position position, @Nullable YamlNode replaced) {}
}
