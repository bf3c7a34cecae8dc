package io.github.ncl4j.config;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records of a sealed type, each under the name that the key {@code type} gives it in YAML.
 *
 * @param byDefault the name that is meant where {@code type} is left out; null if it must be given
 * @param options all of them
 */
record Choice<T>(@Nullable String byDefault, List<Option<T>> options) {

    /** The key that names the record. */
    static final String TYPE = "type";

    /**
     * One of the records.
     *
     * @param name in YAML
     * @param reader builds it from its section
     */
    record Option<T>(String name, Class<? extends T> record, Function<Section, ? extends T> reader) {}

    /** The option of that name, or null. */
    @Nullable
    Option<T> find(@Nullable String name) {
        return options.stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    List<String> names() {
        return options.stream().map(Option::name).toList();
    }
}
