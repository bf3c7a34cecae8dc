package io.github.ncl4j.config;

import io.github.ncl4j.image.UserException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be used, be it a file or a record that a program makes, with everything that is wrong in it. The message
 * has one line per problem.
 */
public sealed class ConfigException extends UserException permits InvalidSettings {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblem> problems;

    /**
     * Everything that is wrong.
     *
     * @param problems in the order in which they are shown, at least one
     */
    public ConfigException(List<ConfigProblem> problems) {
        this(problems.stream().map(ConfigProblem::message).collect(Collectors.joining("\n")), problems);
    }

    ConfigException(String message, List<ConfigProblem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** The problems: of a file in the order of its lines, then of the overrides; of a record in the order of its components. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
