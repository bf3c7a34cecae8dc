package io.github.ncl4j.app.option;

import picocli.CommandLine.Option;

/** Whether a command prints its result as one JSON document. */
public final class JsonOption {

    @Option(names = "--json", defaultValue = "false", description = "print one JSON document")
    private boolean given;

    /** Whether it does. */
    public boolean isGiven() {
        return given;
    }
}
