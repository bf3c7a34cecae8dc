package io.github.ncl4j.run;

import java.nio.file.Path;

/** Where a run begins. */
public sealed interface Resume {

    /** From fresh weights; an output folder that already holds a run is refused. */
    record Never() implements Resume {}

    /** From the last checkpoint in the output folder, or from fresh weights if there is none. */
    record Auto() implements Resume {}

    /**
     * From a named checkpoint.
     *
     * @param checkpoint a checkpoint file
     */
    record From(Path checkpoint) implements Resume {}
}
