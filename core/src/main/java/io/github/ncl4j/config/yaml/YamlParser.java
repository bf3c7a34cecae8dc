package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.ConfigException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * YAML text to {@link YamlNode}s. Nothing is constructed and no scalar is interpreted: YAML 1.1 would read {@code 2e-4} as
 * text and {@code no} as false. Tags and aliases, which a configuration does not need and an attack does, are refused, and so
 * is what is nested too deeply.
 */
public final class YamlParser {

    /** Levels of nesting that a text may have. */
    public static final int DEEPEST = 16;

    /** Larger texts are refused unread. */
    public static final int MAX_BYTES = 1 << 20;

    /** The rule that a larger text breaks. */
    public static final String TOO_LARGE = "must be at most 1 MiB; this is no configuration";

    private final Iterator<Event> events;
    private final Position.Source source;
    private final ProblemCollector problems;

    private YamlParser(Iterator<Event> events, Position.Source source, ProblemCollector problems) {
        this.events = events;
        this.source = source;
        this.problems = problems;
    }

    /**
     * The single document of a text, or a null scalar if there is none.
     *
     * @param problems gets the duplicate keys
     * @throws ConfigException if the text is not YAML, or YAML that is refused
     */
    public static YamlNode parse(String text, Position.Source source, ProblemCollector problems) {
        YamlParser parser = checked(text, source, problems);
        try {
            return parser.document();
        } catch (MarkedYAMLException e) {
            String context = e.getContext() == null ? "" : e.getContext() + " ";
            throw parser.refused(e.getProblemMark(), "must be valid YAML: " + context + e.getProblem());
        } catch (YAMLException e) {
            throw parser.refused(null, "must be valid YAML: " + e.getMessage());
        }
    }

    /**
     * A text as a scalar without quotes, character by character.
     *
     * @throws ConfigException if a configuration must not have it
     */
    static YamlNode plain(String text, Position.Source source, ProblemCollector problems) {
        checked(text, source, problems);
        return new YamlNode.Scalar(text, true, new Position(source, 1));
    }

    private static YamlParser checked(String text, Position.Source source, ProblemCollector problems) {
        YamlParser parser =
                new YamlParser(new Yaml().parse(new StringReader(text)).iterator(), source, problems);
        if (text.length() > MAX_BYTES) {
            throw parser.refused(null, TOO_LARGE);
        }
        parser.refuseUnprintable(text);
        return parser;
    }

    /** The library refuses them too, but does not say where. */
    private void refuseUnprintable(String text) {
        int line = 1;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int character = text.codePointAt(at);
            if (character == '\n') {
                line++;
            } else if (!StreamReader.isPrintable(character)) {
                String rule =
                        String.format(Locale.ROOT, "must be printable text; there is the character U+%04X", character);
                problems.add(new Position(source, line), "", "", rule, null);
                throw problems.exception();
            }
        }
    }

    private YamlNode document() {
        YamlNode root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (root != null) {
                    throw refused(event.getStartMark(), "must be one document; delete what follows '---'");
                }
                root = node(events.next(), "", 1);
            }
        }
        return root != null ? root : new YamlNode.Scalar("", true, new Position(source, 1));
    }

    private YamlNode node(Event event, String path, int depth) {
        if (depth > DEEPEST) {
            throw refused(event.getStartMark(), "must not be nested more than " + DEEPEST + " levels deep");
        }
        if (event instanceof ScalarEvent scalar) {
            refuseTag(scalar.getTag(), event);
            return new YamlNode.Scalar(scalar.getValue(), scalar.isPlain(), position(event));
        }
        if (event instanceof CollectionStartEvent collection) {
            refuseTag(collection.getTag(), event);
        }
        if (event instanceof SequenceStartEvent) {
            return sequence(event, path, depth);
        }
        if (event instanceof MappingStartEvent) {
            return mapping(event, path, depth);
        }
        if (event instanceof AliasEvent alias) {
            throw refused(
                    event.getStartMark(), "must not use aliases; write the value of '*" + alias.getAnchor() + "' out");
        }
        throw refused(event.getStartMark(), "must be valid YAML: unexpected " + event.getEventId());
    }

    private YamlNode.Sequence sequence(Event start, String path, int depth) {
        List<YamlNode> items = new ArrayList<>();
        for (Event event = events.next(); !event.is(Event.ID.SequenceEnd); event = events.next()) {
            items.add(node(event, path + "[" + items.size() + "]", depth + 1));
        }
        return new YamlNode.Sequence(items, position(start));
    }

    private YamlNode.Mapping mapping(Event start, String path, int depth) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (Event event = events.next(); !event.is(Event.ID.MappingEnd); event = events.next()) {
            if (!(event instanceof ScalarEvent key)) {
                throw refused(event.getStartMark(), "must have words as keys, not lists, mappings or aliases");
            }
            refuseTag(key.getTag(), event);
            String keyPath = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
            Position position = position(event);
            YamlNode value = node(events.next(), keyPath, depth + 1);
            YamlNode.Entry first = entries.putIfAbsent(key.getValue(), new YamlNode.Entry(value, position, null));
            if (first != null) {
                problems.add(
                        position,
                        keyPath,
                        value.display(),
                        "must be given once; it is already in line "
                                + first.position().line(),
                        null);
            }
        }
        return new YamlNode.Mapping(entries, position(start));
    }

    private void refuseTag(@Nullable String tag, Event event) {
        if (tag != null) {
            throw refused(event.getStartMark(), "must not use tags; delete '" + tag + "'");
        }
    }

    private Position position(Event event) {
        return new Position(source, event.getStartMark().getLine() + 1);
    }

    private ConfigException refused(@Nullable Mark mark, String rule) {
        problems.add(new Position(source, mark == null ? 1 : mark.getLine() + 1), "", "", rule, null);
        return problems.exception();
    }
}
