package io.github.ncl4j.app.option;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What the commands take that read a configuration. */
public final class ExperimentArguments {

    @Parameters(index = "0", paramLabel = "CONFIG", description = "the configuration, a YAML file")
    private Path file;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "settings that replace the file's, for example train.batch_size=32")
    private List<String> overrides = List.of();

    /**
     * The resolved configuration.
     *
     * @throws ConfigException with everything that is wrong
     */
    public ExperimentConfig load() {
        return ExperimentFile.load(file, overrides);
    }
}
