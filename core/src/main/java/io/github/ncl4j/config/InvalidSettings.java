package io.github.ncl4j.config;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown by the constructors of the settings, with every value that breaks its rule. */
public final class InvalidSettings extends ConfigException {

    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidSettings(String record, List<Violation> violations) {
        super(
                violations.stream()
                        .map(violation -> record + "." + violation.component() + " = " + violation.value() + ": "
                                + violation.rule())
                        .collect(Collectors.joining("\n")),
                violations.stream()
                        .map(violation -> new ConfigProblem(
                                record, violation.component(), violation.value(), violation.rule(), null))
                        .toList());
        this.violations = List.copyOf(violations);
    }

    /** Every value that breaks its rule. */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * A value that breaks its rule.
     *
     * @param component of the record, with dots into the records inside it
     * @param value the value as text
     * @param rule what belongs there
     * @param because other components on which the rule depends: with a wrong one among them the rule says nothing
     */
    public record Violation(String component, String value, String rule, List<String> because) {}
}
