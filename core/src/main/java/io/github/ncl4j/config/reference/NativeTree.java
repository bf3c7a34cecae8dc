package io.github.ncl4j.config.reference;

import io.github.ncl4j.config.yaml.Position;
import io.github.ncl4j.config.yaml.YamlNode;
import io.github.ncl4j.config.yaml.YamlNode.Entry;
import io.github.ncl4j.config.yaml.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A configuration of this project while it is made from one of the reference implementation. */
final class NativeTree {

    /** By the path of a key here, the path of the reference's key that its value comes from. */
    private final Map<String, String> origins = new LinkedHashMap<>();

    private final ReferenceSettings settings;
    private Mapping root;

    /**
     * An empty configuration.
     *
     * @param settings that it is made from
     * @param start of their file
     */
    NativeTree(ReferenceSettings settings, Position start) {
        this.settings = settings;
        root = Mapping.empty(start);
    }

    /**
     * Sets a key to the value of a key of the reference, unread.
     *
     * @param byDefault the reference's, as Python would write it
     */
    void copy(String reference, String byDefault, String path) {
        set(path, settings.node(reference, byDefault), reference);
    }

    /** Begins a section; what is missing in it is missing there. */
    void section(String key, Position position) {
        root = root.with(key, new Entry(Mapping.empty(position), position, null));
    }

    /**
     * Sets a key to a value that is valid. It counts as the file's even if an override of the reference's keys decided it: the
     * reader would take an override of a type to replace the whole section.
     */
    void set(String path, String value) {
        put(path, new YamlNode.Scalar(value, true, root.position()));
    }

    /** Sets a key to a value that came from a key of the reference and is still to be checked. */
    void set(String path, YamlNode value, String origin) {
        put(path, value);
        named(path, origin);
    }

    /** Has problems with a key called by the reference's name. */
    void named(String path, String origin) {
        origins.put(path, origin);
    }

    Mapping root() {
        return root;
    }

    Map<String, String> origins() {
        return Map.copyOf(origins);
    }

    private void put(String path, YamlNode value) {
        root = with(root, List.of(path.split("\\.")), value);
    }

    private static Mapping with(Mapping section, List<String> steps, YamlNode value) {
        Entry entry = section.get(steps.get(0));
        if (steps.size() == 1) {
            return section.with(steps.get(0), new Entry(value, value.position(), null));
        }
        Mapping inside =
                entry != null && entry.value() instanceof Mapping there ? there : Mapping.empty(section.position());
        Mapping changed = with(inside, steps.subList(1, steps.size()), value);
        return section.with(steps.get(0), new Entry(changed, inside.position(), null));
    }
}
