package io.github.ncl4j.config.yaml;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ConfigProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong while a configuration is read. */
public final class ProblemCollector {

    /** A file with more is no configuration; nobody reads on. */
    public static final int MOST = 100;

    private static final int LONGEST_SHOWN = 80;

    private final List<Found> found = new ArrayList<>();

    private record Found(Position position, ConfigProblem problem) {}

    /**
     * Notes a problem.
     *
     * @param value what was found; empty if nothing was
     * @throws ConfigException if there are too many already
     */
    public void add(Position position, String key, String value, String rule, @Nullable String nearest) {
        found.add(new Found(
                position,
                new ConfigProblem(printable(position.where()), shown(key), shown(value), printable(rule), nearest)));
        if (found.size() >= MOST) {
            throw exception();
        }
    }

    /**
     * Takes over other problems.
     *
     * @param names by the dotted paths of keys, what the user calls these
     */
    public void addAll(ProblemCollector others, Map<String, String> names) {
        for (Found each : others.found) {
            ConfigProblem problem = each.problem();
            String key = names.getOrDefault(problem.key(), problem.key());
            found.add(new Found(
                    each.position(),
                    new ConfigProblem(problem.where(), key, problem.value(), problem.rule(), problem.nearest())));
        }
    }

    /** How many there are. */
    public int count() {
        return found.size();
    }

    /** All problems: the file's in the order of its lines, then those of the overrides. */
    public ConfigException exception() {
        List<Found> inOrder = new ArrayList<>(found);
        inOrder.sort(Comparator.comparing((Found one) -> one.position().source().override())
                .thenComparing(one ->
                        one.position().source().override() ? 0 : one.position().line()));
        return new ConfigException(inOrder.stream().map(Found::problem).toList());
    }

    /** Text for a message, printable and shortened. */
    public static String shown(String text) {
        String printable = printable(text);
        return printable.length() <= LONGEST_SHOWN ? printable : printable.substring(0, LONGEST_SHOWN) + "...";
    }

    /** A message stays on its line and cannot steer a terminal. */
    public static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .forEach(point -> printable.appendCodePoint(
                        Character.isISOControl(point) || Character.getType(point) == Character.FORMAT ? '?' : point));
        return printable.toString();
    }
}
