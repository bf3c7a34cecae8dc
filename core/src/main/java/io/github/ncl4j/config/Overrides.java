package io.github.ncl4j.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code key=value} pairs of a command line, laid over a file. */
final class Overrides {

    /** What relative paths in the values are relative to. */
    private final Path folder = Path.of("").toAbsolutePath();

    private final Problems problems;

    /** Overrides of a command line that is given in the working directory. */
    Overrides(Problems problems) {
        this.problems = problems;
    }

    /** The file with the overrides in their order; what cannot be applied is noted and left out. */
    YamlNode.Mapping apply(YamlNode.Mapping file, List<String> overrides) {
        YamlNode.Mapping merged = file;
        for (String override : overrides) {
            Position position = new Position(new Position.Source("override " + override, folder, true), 1);
            int equals = override.indexOf('=');
            List<String> steps =
                    List.of(override.substring(0, Math.max(equals, 0)).strip().split("\\.", -1));
            if (steps.contains("")) {
                problems.add(position, "", "", "must be key=value, for example train.batch_size=32", null);
                continue;
            }
            try {
                YamlNode value = YamlParser.parse(override.substring(equals + 1), position.source(), problems);
                merged = with(merged, steps, 0, value);
            } catch (ConfigException e) {
                // Noted already; the other overrides and the file may have more problems to show.
            }
        }
        return merged;
    }

    private YamlNode.Mapping with(YamlNode.Mapping section, List<String> steps, int depth, YamlNode value) {
        String key = steps.get(depth);
        YamlNode.Entry entry = section.get(key);
        if (depth == steps.size() - 1) {
            return section.with(key, new YamlNode.Entry(value, value.position(), written(entry)));
        }
        if (entry == null || entry.value().isNull()) {
            entry = new YamlNode.Entry(YamlNode.Mapping.empty(value.position()), value.position(), null);
        }
        if (!(entry.value() instanceof YamlNode.Mapping inside)) {
            String path = String.join(".", steps.subList(0, depth + 1));
            problems.add(
                    value.position(), String.join(".", steps), value.display(), "'" + path + "' is no section", null);
            return section;
        }
        YamlNode.Mapping overridden = with(inside, steps, depth + 1, value);
        return section.with(key, new YamlNode.Entry(overridden, entry.position(), entry.replaced()));
    }

    /** What the file has there, below all overrides. */
    private static @Nullable YamlNode written(YamlNode.@Nullable Entry entry) {
        if (entry == null) {
            return null;
        }
        return entry.position().source().override() ? entry.replaced() : entry.value();
    }
}
