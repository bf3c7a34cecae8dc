package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.InvalidSettings;
import io.github.ncl4j.config.YamlNames;
import io.github.ncl4j.config.yaml.YamlNode.Entry;
import io.github.ncl4j.config.yaml.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A section of a configuration while it is read. Whatever does not fit is noted, and a default or a stand-in goes on in its
 * place, so that one reading finds everything.
 */
final class Section {

    private final String path;
    private final Mapping mapping;
    private final Position position;
    private final ProblemCollector problems;

    /** Keys with a noted problem: a rule that depends on their values would only repeat it. */
    private final Set<String> failed = new HashSet<>();

    /**
     * A section to read.
     *
     * @param path dotted path of its key; empty for the whole file
     * @param position of its key
     */
    Section(String path, Mapping mapping, Position position, ProblemCollector problems) {
        this.path = path;
        this.mapping = mapping;
        this.position = position;
        this.problems = problems;
    }

    /** Reads one record from its section, or notes why not and returns null. */
    interface Reader<T> {
        @Nullable
        T read(Section section);
    }

    /** The value of a key that may be left out. */
    <T> T get(String key, ValueType<T> kind, T byDefault) {
        Entry entry = mapping.get(key);
        T value = entry == null ? null : convert(key, entry, kind);
        return value == null ? byDefault : value;
    }

    /** The value of a key that may be left out or null, and is null then. */
    <T> @Nullable T getOrNull(String key, ValueType<T> kind) {
        Entry entry = mapping.get(key);
        return entry == null || entry.value().isNull() ? null : convert(key, entry, kind);
    }

    /**
     * The value of a key that must be there.
     *
     * @param standIn a possible value, with which the reading goes on if it is not
     */
    <T> T require(String key, ValueType<T> kind, T standIn) {
        if (mapping.get(key) == null) {
            note(key, position, "", "is missing; it " + kind.rule(), null);
        }
        return get(key, kind, standIn);
    }

    /** A section inside this one; if it is left out or empty, its defaults. */
    <T> T section(String key, Reader<T> reader) {
        int before = problems.count();
        T value = reader.read(child(key));
        if (problems.count() > before) {
            failed.add(key);
        }
        return value != null ? value : Objects.requireNonNull(reader.read(nothing(key, new ProblemCollector())));
    }

    /** A section inside this one that may be left out or null, and is null then. */
    <T> @Nullable T sectionOrNull(String key, Reader<T> reader) {
        Entry entry = mapping.get(key);
        return entry == null || entry.value().isNull() ? null : section(key, reader);
    }

    /** Makes a record of the keys of its section; throws {@link InvalidSettings} if the record refuses them. */
    interface Records {
        Record read(Section section, Class<? extends Record> type);
    }

    /** A section inside this one whose key {@code type} says which record it is. */
    Record choice(String key, Choice choice, Records records) {
        return section(key, section -> section.choose(choice, records));
    }

    /** Such a section that may be left out or null, and is null then. */
    @Nullable
    Record choiceOrNull(String key, Choice choice, Records records) {
        Entry entry = mapping.get(key);
        if (entry == null || entry.value().isNull()) {
            return null;
        }
        int before = problems.count();
        Record value = child(key).choose(choice, records);
        if (problems.count() > before) {
            failed.add(key);
        }
        return value;
    }

    /** A list of such sections, which may be left out; null says that there is none. */
    @Nullable
    List<?> choicesOrNull(String key, Choice choice, Records records, @Nullable List<?> byDefault) {
        Entry entry = mapping.get(key);
        if (entry == null) {
            return byDefault;
        }
        return entry.value().isNull() ? null : choices(key, choice, records, List.of());
    }

    /** A list of such sections, which may be left out. */
    List<?> choices(String key, Choice choice, Records records, List<?> byDefault) {
        Entry entry = mapping.get(key);
        if (entry == null) {
            return byDefault;
        }
        if (!(entry.value() instanceof YamlNode.Sequence sequence)) {
            note(key, entry.position(), entry.value().display(), "must be a list", null);
            return List.of();
        }
        List<Record> values = new ArrayList<>();
        for (int index = 0; index < sequence.items().size(); index++) {
            YamlNode item = sequence.items().get(index);
            String itemKey = key + "[" + index + "]";
            if (item instanceof Mapping inside) {
                Record value = new Section(pathOf(itemKey), inside, item.position(), problems).choose(choice, records);
                if (value != null) {
                    values.add(value);
                }
            } else {
                note(itemKey, item.position(), item.display(), "must be a section with the key 'type'", null);
            }
        }
        return values;
    }

    /**
     * This section, or if an override sets a key that decides about others, without what the file itself has for those: it
     * belonged to the file's choice.
     *
     * @param key whose value decides
     * @param decided keys on which it decides
     */
    Section chosenBy(String key, List<String> decided) {
        Entry choice = mapping.get(key);
        if (choice == null || !choice.position().source().override()) {
            return this;
        }
        Mapping rest = mapping;
        for (String each : decided) {
            Entry entry = mapping.get(each);
            if (entry != null && !entry.position().source().override()) {
                rest = entry.value() instanceof Mapping inside
                        ? rest.with(each, new Entry(overrides(inside), entry.position(), entry.replaced()))
                        : rest.without(other -> other.getKey().equals(each));
            }
        }
        return new Section(path, rest, position, problems);
    }

    private static Mapping overrides(Mapping inside) {
        return inside.without(entry -> !entry.getValue().position().source().override());
    }

    /**
     * Ends the reading of this section: the record, or null if its rules are broken.
     *
     * @param keys all that the section may have
     */
    <R extends Record> @Nullable R build(List<String> keys, Supplier<R> constructor) {
        return build(keys, "unknown key", constructor);
    }

    private <T> @Nullable T build(List<String> keys, String unknown, Supplier<? extends T> constructor) {
        mapping.entries().forEach((key, entry) -> {
            if (!keys.contains(key)) {
                String near = NearestWord.of(key, keys);
                String nearest = near == null ? KeyPaths.elsewhere(key, pathOf(key)) : pathOf(near);
                String rule = unknown + (nearest == null ? "; valid here: " + String.join(", ", keys) : "");
                note(key, entry.position(), entry.value().display(), rule, nearest);
            }
        });
        try {
            return constructor.get();
        } catch (InvalidSettings e) {
            e.violations().forEach(this::note);
            return null;
        }
    }

    private @Nullable Record choose(Choice choice, Records records) {
        Choice.Option option = choice.find(choice.byDefault());
        Entry type = mapping.get(Choice.TYPE);
        ValueType<String> words = ValueType.oneOf(choice.words());
        if (type != null) {
            option = choice.find(convert(Choice.TYPE, type, words));
        } else if (option == null) {
            require(Choice.TYPE, words, "");
        }
        return option == null ? null : withoutReplaced(choice, option).build(option, records);
    }

    private @Nullable Record build(Choice.Option option, Records records) {
        List<String> keys = Stream.concat(Stream.of(Choice.TYPE), YamlNames.keys(option.record()).stream())
                .toList();
        return build(keys, "unknown key for type " + option.word(), () -> records.read(this, option.record()));
    }

    /** An override of the type takes the file's section away, but for the keys that were wrong in the file already. */
    private Section withoutReplaced(Choice choice, Choice.Option option) {
        Entry type = mapping.get(Choice.TYPE);
        if (type == null || !type.position().source().override()) {
            return this;
        }
        Choice.Option before =
                choice.find(type.replaced() instanceof YamlNode.Scalar replaced ? replaced.text() : choice.byDefault());
        if (before == null || before.equals(option)) {
            return this;
        }
        List<String> keys = YamlNames.keys(before.record());
        Mapping rest = mapping.without(
                entry -> !entry.getValue().position().source().override() && keys.contains(entry.getKey()));
        return new Section(path, rest, position, problems);
    }

    private <T> @Nullable T convert(String key, Entry entry, ValueType<T> kind) {
        T value = kind.conversion().of(entry.value());
        if (value == null) {
            String found = entry.value().display();
            String nearest = entry.value().isNull() ? null : NearestWord.of(found, kind.words());
            note(key, entry.position(), found, kind.rule(), nearest);
        }
        return value;
    }

    private Section child(String key) {
        Entry entry = mapping.get(key);
        if (entry == null) {
            return nothing(key, problems);
        }
        if (entry.value() instanceof Mapping inside) {
            return new Section(pathOf(key), inside, entry.position(), problems);
        }
        if (!entry.value().isNull()) {
            note(key, entry.position(), entry.value().display(), "must be a section of keys and values", null);
        }
        return nothing(key, entry.value().isNull() ? problems : new ProblemCollector());
    }

    private Section nothing(String key, ProblemCollector notes) {
        Entry entry = mapping.get(key);
        Position at = entry == null ? position : entry.position();
        return new Section(pathOf(key), Mapping.empty(at), at, notes);
    }

    /** Finds where the value that breaks a rule was written: here, or in the sections inside this one. */
    private void note(InvalidSettings.Violation violation) {
        String key = YamlNames.key(violation.component());
        String[] steps = key.split("\\.");
        if (failed.contains(steps[0])
                || violation.because().stream().map(YamlNames::key).anyMatch(failed::contains)) {
            return;
        }
        Position at = position;
        YamlNode node = mapping;
        for (String step : steps) {
            Entry entry = node instanceof Mapping inside ? inside.get(step) : null;
            at = entry == null ? at : entry.position();
            node = entry == null ? null : entry.value();
        }
        String value = node != null
                ? node.display()
                : violation.value().equals("null") ? "" : violation.value() + " (the default)";
        note(key, at, value, violation.rule(), null);
    }

    private void note(String key, Position at, String value, String rule, @Nullable String nearest) {
        failed.add(key);
        problems.add(at, pathOf(key), value, rule, nearest);
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
