package io.github.ncl4j.config.reference;

import io.github.ncl4j.config.yaml.NearestWord;
import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.ProblemCollector;
import io.github.ncl4j.config.yaml.ValueType;
import io.github.ncl4j.config.yaml.YamlNode;
import io.github.ncl4j.config.yaml.YamlNode.Entry;
import io.github.ncl4j.config.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration of the reference implementation says, by the dotted paths of its keys, such as {@code
 * TRAIN.BATCH_SIZE}. Whoever asks for a key makes it a known one; {@link #finish} reports the others.
 */
final class ReferenceSettings {

    /** True or False, in the words of YAML 1.1. */
    static final ValueType<Boolean> FLAG =
            new ValueType<>("must be True or False", List.of("True", "False"), ReferenceSettings::flag);

    /** For keys that mean nothing. */
    static final ValueType<YamlNode> ANYTHING = new ValueType<>("", List.of(), node -> node);

    private final Mapping root;
    private final ProblemCollector problems;
    private final List<ReferenceNote> notes = new ArrayList<>();
    private final Set<String> known = new LinkedHashSet<>();

    ReferenceSettings(Mapping root, ProblemCollector problems) {
        this.root = root;
        this.problems = problems;
    }

    /** What a key has, with literals of Python resolved; null if it is not given. */
    @Nullable
    YamlNode find(String path) {
        known.add(path);
        YamlNode node = root;
        for (String step : path.split("\\.")) {
            Entry entry = node instanceof Mapping section ? section.get(step) : null;
            if (entry == null) {
                return null;
            }
            node = entry.value();
        }
        return PythonLiteral.decode(node);
    }

    /**
     * The same, or the default.
     *
     * @param byDefault as Python would write it
     */
    YamlNode node(String path, String byDefault) {
        YamlNode node = find(path);
        return node != null ? node : PythonLiteral.decode(new YamlNode.Scalar(byDefault, true, positionOf(path)));
    }

    /** The value of a key, or the default; a wrong one is noted. */
    <T> T get(String path, ValueType<T> kind, T byDefault) {
        YamlNode node = find(path);
        if (node == null) {
            return byDefault;
        }
        T value = kind.conversion().of(node);
        if (value == null) {
            String nearest = node.isNull() ? null : NearestWord.of(unquoted(node), kind.words());
            problems.add(node.position(), path, node.display(), kind.rule(), nearest);
            return byDefault;
        }
        return value;
    }

    /** What a word stands for; without the key, what the default stands for. A wrong word is noted. */
    <T> T choose(String path, Map<String, T> meanings, String byDefault) {
        ValueType<String> words =
                ValueType.oneOf(meanings.keySet().stream().sorted().toList());
        return Objects.requireNonNull(meanings.get(get(path, words, byDefault)));
    }

    /**
     * The same for a key that must be there.
     *
     * @param standIn a possible word, with which the reading goes on if it is not
     */
    <T> T require(String path, Map<String, T> meanings, String standIn) {
        if (find(path) == null) {
            String words = String.join(", ", meanings.keySet().stream().sorted().toList());
            problems.add(positionOf(path), path, "", "is missing; it must be one of " + words, null);
        }
        return choose(path, meanings, standIn);
    }

    /** Notes that a value cannot be used. */
    void problem(String path, String rule) {
        YamlNode node = find(path);
        problems.add(
                node == null ? positionOf(path) : node.position(),
                path,
                node == null ? "" : node.display(),
                rule,
                null);
    }

    /**
     * Notes that a key, if it is given, decides nothing.
     *
     * @param kind what belongs there all the same
     */
    void noEffect(String path, ValueType<?> kind, String reason) {
        YamlNode node = find(path);
        if (node == null) {
            return;
        }
        if (!node.isNull() && kind.conversion().of(node) == null) {
            problems.add(node.position(), path, node.display(), kind.rule(), null);
        } else {
            remark(path, "has no effect: " + reason);
        }
    }

    /** Notes what becomes of a key that is given. */
    void remark(String path, String text) {
        YamlNode node = find(path);
        if (node != null) {
            notes.add(new ReferenceNote(node.position(), path, node.display(), text));
        }
    }

    /** Where a key is; if it is not given, where the innermost of its sections is. */
    Position positionOf(String path) {
        Position position = root.position();
        YamlNode node = root;
        for (String step : path.split("\\.")) {
            Entry entry = node instanceof Mapping section ? section.get(step) : null;
            if (entry == null) {
                break;
            }
            position = entry.position();
            node = entry.value();
        }
        return position;
    }

    /** Reports every key that nobody asked for, and returns what was noted of the others, in the order of the file. */
    List<ReferenceNote> finish() {
        reportUnknown("", root);
        return notes.stream()
                .sorted(Comparator.comparing(
                                (ReferenceNote note) -> note.position().source().override())
                        .thenComparing(note -> note.position().line()))
                .toList();
    }

    private void reportUnknown(String prefix, Mapping section) {
        section.entries().forEach((key, entry) -> {
            String path = prefix + key;
            boolean isSection = known.stream().anyMatch(each -> each.startsWith(path + "."));
            if (isSection && entry.value() instanceof Mapping inside) {
                reportUnknown(path + ".", inside);
            } else if (isSection && !entry.value().isNull()) {
                report(path, entry, "must be a section of keys and values", null);
            } else if (!isSection && !known.contains(path)) {
                reportUnknown(prefix, key, entry);
            }
        });
    }

    private void reportUnknown(String prefix, String key, Entry entry) {
        Set<String> here = new TreeSet<>();
        known.stream()
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()).split("\\.")[0])
                .forEach(here::add);
        String near = NearestWord.of(key, here);
        String nearest = near == null ? elsewhere(key, known) : prefix + near;
        String rule = "unknown key" + (nearest == null ? "; valid here: " + String.join(", ", here) : "");
        report(prefix + key, entry, rule, nearest);
    }

    private static @Nullable String elsewhere(String key, Collection<String> paths) {
        return paths.stream()
                .filter(path -> path.endsWith("." + key) || path.equals(key))
                .findFirst()
                .orElse(null);
    }

    private void report(String path, Entry entry, String rule, @Nullable String nearest) {
        problems.add(entry.position(), path, entry.value().display(), rule, nearest);
    }

    private static @Nullable Boolean flag(YamlNode node) {
        return switch (node.display().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> null;
        };
    }

    private static String unquoted(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar ? scalar.text() : node.display();
    }
}
