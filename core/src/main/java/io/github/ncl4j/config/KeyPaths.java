package io.github.ncl4j.config;

import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a key that was written in the wrong section belongs. */
final class KeyPaths {

    private KeyPaths() {}

    /** The path of the nearest key of that name anywhere but at one path, or null: one of the same section comes first. */
    static @Nullable String elsewhere(String key, String here) {
        Set<String> paths = new LinkedHashSet<>();
        collect(ExperimentConfig.class, "", paths);
        String section = here.substring(0, here.indexOf('.') + 1);
        return paths.stream()
                .filter(path -> path.endsWith("." + key) && !path.equals(here))
                .max(Comparator.comparing(path -> path.startsWith(section)))
                .orElse(null);
    }

    private static void collect(Class<?> type, String prefix, Set<String> paths) {
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                String path = prefix + Spelling.key(component.getName());
                paths.add(path);
                // These are single words in YAML, not sections.
                if (component.getType() != ModelConfig.Backbone.class
                        && component.getType() != ModelConfig.Pretrained.class) {
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
