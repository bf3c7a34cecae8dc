package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.Components;
import io.github.ncl4j.config.Default;
import io.github.ncl4j.config.YamlNames;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a family, each under the word that the key {@code type} gives it in YAML.
 *
 * @param byDefault the word of a section that leaves {@code type} out; null if it must be given
 * @param options all of them
 */
record Choice(@Nullable String byDefault, List<Option> options) {

    /** The key that names the record. */
    static final String TYPE = "type";

    /**
     * One of the records.
     *
     * @param word in YAML
     */
    record Option(String word, Class<? extends Record> record) {}

    /** The choice among the records of a family. */
    static Choice of(Class<?> family) {
        Default byDefault = Components.defaultOf(family);
        return new Choice(
                byDefault == null ? null : byDefault.value(),
                Components.family(family).stream()
                        .map(record -> new Option(YamlNames.type(record), record))
                        .toList());
    }

    /** The option of that word, or null. */
    @Nullable
    Option find(@Nullable String word) {
        return options.stream()
                .filter(option -> option.word().equals(word))
                .findFirst()
                .orElse(null);
    }

    List<String> words() {
        return options.stream().map(Option::word).toList();
    }
}
