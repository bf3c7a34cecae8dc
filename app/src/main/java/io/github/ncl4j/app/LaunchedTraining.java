package io.github.ncl4j.app;

import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The training that {@code launch} starts, and starts anew: always in the run directory that was decided at the first start.
 *
 * @param command {@code train} and its arguments, as given
 * @param output the run directory
 * @param resume where the training begins
 * @param mayRestart false if the ranks refuse the run directory: to resume what it holds would be another training
 */
record LaunchedTraining(List<String> command, Path output, Resume resume, boolean mayRestart) {

    /** Looks at the run directory, before any rank does. */
    static LaunchedTraining of(List<String> command, Path output, Resume resume) {
        boolean refused = resume instanceof Resume.Never && RunDirectory.holdsRun(output);
        return new LaunchedTraining(List.copyOf(command), output, resume, !refused);
    }

    /** The arguments of the first start. */
    List<String> first() {
        List<String> arguments = without("--output");
        arguments.addAll(List.of("--output", output.toString()));
        return arguments;
    }

    /** The arguments of a later start, which resumes from the last checkpoint; from the named one until there is another. */
    List<String> again() {
        if (resume instanceof Resume.From && !RunDirectory.holdsCheckpoint(output)) {
            return first();
        }
        List<String> arguments = without("--output", "--resume");
        arguments.addAll(List.of("--output", output.toString(), "--resume", "auto"));
        return arguments;
    }

    private List<String> without(String... options) {
        List<String> names = List.of(options);
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < command.size(); i++) {
            String argument = command.get(i);
            if (names.contains(argument)) {
                i++;
            } else if (names.stream().noneMatch(name -> argument.startsWith(name + "="))) {
                rest.add(argument);
            }
        }
        return rest;
    }
}
