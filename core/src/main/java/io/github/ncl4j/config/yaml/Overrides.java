package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.ConfigException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code key=value} pairs of a command line, laid over a file. The text after {@code =} is the value as it stands, whatever YAML
 * would make of a {@code #}, a colon or an asterisk in it: the shell has its own quotes, and nobody expects a second kind. Only a list
 * {@code [..]}, a mapping <code>{..}</code> and a text in quotes are read as YAML.
 */
public final class Overrides {

    /** What relative paths in the values are relative to. */
    private final Path folder = Path.of("").toAbsolutePath();

    private final ProblemCollector problems;

    /** Overrides of a command line that is given in the working directory. */
    public Overrides(ProblemCollector problems) {
        this.problems = problems;
    }

    /** The file with the overrides in their order; what cannot be applied is noted and left out. */
    public YamlNode.Mapping apply(YamlNode.Mapping file, List<String> overrides) {
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
                YamlNode value = value(override.substring(equals + 1).strip(), position.source());
                merged = with(merged, steps, 0, value);
            } catch (ConfigException e) {
                // Noted already; the other overrides and the file may have more problems to show.
            }
        }
        return merged;
    }

    private YamlNode value(String text, Position.Source source) {
        boolean isYaml =
                isEnclosed(text, "[", "]") || isEnclosed(text, "{", "}") || isQuoted(text, "'") || isQuoted(text, "\"");
        return isYaml ? YamlParser.parse(text, source, problems) : YamlParser.plain(text, source, problems);
    }

    private static boolean isQuoted(String text, String quote) {
        return text.length() > 1 && text.startsWith(quote) && text.endsWith(quote);
    }

    /** Also if the end is missing altogether, which is a mistake; but {@code [2024] set/x.json} is a path. */
    private static boolean isEnclosed(String text, String begin, String end) {
        return text.startsWith(begin) && (text.endsWith(end) || !text.contains(end));
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
