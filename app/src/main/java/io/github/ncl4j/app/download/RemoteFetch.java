package io.github.ncl4j.app.download;

import io.github.ncl4j.dataset.Download;
import io.github.ncl4j.dataset.RemoteFile;
import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** How commands download: patiently, with a line of the log now and then. */
final class RemoteFetch {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteFetch.class);
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1_000_000;

    private RemoteFetch() {}

    /**
     * The address to take a file from.
     *
     * @param mirror the value of {@code --mirror}; null for the official address
     * @throws ParameterException if the mirror is no address of files
     */
    static RemoteFile at(@Nullable URI mirror, RemoteFile file, CommandSpec spec) {
        try {
            return mirror == null ? file : file.at(mirror);
        } catch (UserException e) {
            throw new ParameterException(spec.commandLine(), "--mirror: " + e.getMessage(), e);
        }
    }

    /** Downloads into a folder, which is made where it is missing; see {@link Download#fetch}. */
    static Path fetch(RemoteFile file, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        LOG.info("downloading {}", file.address());
        return new Download(ATTEMPTS, PATIENCE).fetch(file, folder, progress(file.name()));
    }

    /** A line for every ten megabytes. */
    private static LongConsumer progress(String name) {
        return new LongConsumer() {
            private long received;

            @Override
            public void accept(long bytes) {
                long before = received / (10 * MEGABYTE);
                received += bytes;
                if (received / (10 * MEGABYTE) > before) {
                    LOG.info("{}: {} MB", name, received / MEGABYTE);
                }
            }
        };
    }
}
