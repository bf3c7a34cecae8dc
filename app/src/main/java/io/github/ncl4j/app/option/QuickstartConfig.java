package io.github.ncl4j.app.option;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The configuration of {@code quickstart}, which the application carries. */
public final class QuickstartConfig {

    private static final String FILE = "quickstart.yaml";

    private QuickstartConfig() {}

    /**
     * The resolved configuration.
     *
     * @param overrides settings {@code KEY=VALUE} that replace the file's
     * @throws ConfigException with everything that is wrong
     */
    public static ExperimentConfig load(List<String> overrides) {
        try (InputStream in = Objects.requireNonNull(QuickstartConfig.class.getResourceAsStream(FILE), FILE)) {
            return ExperimentFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), FILE, overrides);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
