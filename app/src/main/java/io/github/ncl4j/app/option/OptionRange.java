package io.github.ncl4j.app.option;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The numbers that an option takes; others are wrong usage. */
public final class OptionRange {

    private OptionRange() {}

    /**
     * A whole number, or wrong usage.
     *
     * @param least the smallest that the option takes
     * @param most the largest
     */
    public static int require(CommandSpec command, String option, int value, int least, long most) {
        if (value >= least && value <= most) {
            return value;
        }
        throw new ParameterException(
                command.commandLine(), option + " must be from " + least + " to " + most + ", not " + value);
    }

    /** A whole number from 1, or wrong usage. */
    public static int requirePositive(CommandSpec command, String option, int value) {
        if (value >= 1) {
            return value;
        }
        throw new ParameterException(command.commandLine(), option + " must be at least 1, not " + value);
    }

    /** A finite number from 0, or wrong usage. */
    public static double requireNotNegative(CommandSpec command, String option, double value) {
        if (value >= 0 && Double.isFinite(value)) {
            return value;
        }
        throw new ParameterException(
                command.commandLine(), option + " must be a finite number of at least 0, not " + value);
    }
}
