package io.github.ncl4j.config;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a key that was written in the wrong section belongs. */
final class KeyPaths {

    private KeyPaths() {}

    /** The path of the first key of that name anywhere but at one path, or null. */
    static @Nullable String elsewhere(String key, String here) {
        Set<String> paths = new LinkedHashSet<>();
        collect(ExperimentConfig.class, "", paths);
        return paths.stream()
                .filter(path -> path.endsWith("." + key) && !path.equals(here))
                .findFirst()
                .orElse(null);
    }

    private static void collect(Class<?> type, String prefix, Set<String> paths) {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                String path = prefix + Spelling.key(component.getName());
                paths.add(path);
                // A backbone is a single word in YAML, not a section.
                if (component.getType() != ModelConfig.Backbone.class) {
                    collect(component.getType(), path + ".", paths);
                }
            }
        } else if (type.isSealed()) {
            for (Class<?> record : type.getPermittedSubclasses()) {
                collect(record, prefix, paths);
            }
        }
    }
}
