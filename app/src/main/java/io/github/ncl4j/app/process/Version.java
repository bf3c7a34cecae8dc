package io.github.ncl4j.app.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What was built, and what runs it; the build fills in {@code version.properties}. */
public final class Version implements IVersionProvider {

    /** The version alone. */
    public static String number() throws IOException {
        return String.valueOf(properties().getProperty("version"));
    }

    private static Properties properties() throws IOException {
        Properties built = new Properties();
        try (InputStream in =
                Objects.requireNonNull(Version.class.getResourceAsStream("version.properties"), "version.properties")) {
            built.load(in);
        }
        return built;
    }

    @Override
    public String[] getVersion() throws IOException {
        Properties built = properties();
        return new String[] {
            "ncl4j " + built.getProperty("version") + " (commit " + built.getProperty("commit") + ")",
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
