package io.github.ncl4j.app;

import io.github.ncl4j.dataset.Download;
import io.github.ncl4j.dataset.PublishedDataset;
import io.github.ncl4j.dataset.RemoteFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a data set from where its authors publish it. */
@Command(
        name = "download",
        description = {
            "Downloads a data set from its official address and checks its published checksum.",
            "A download that breaks goes on from there when the same command is given again."
        })
final class DownloadCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(DownloadCommand.class);
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1_000_000;

    @Parameters(index = "0", paramLabel = "NAME", description = "cifar10, cifar100 or fashion-mnist")
    private PublishedDataset dataset;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "the folder for the files; it is made where it is missing")
    private Path folder;

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            description = "a folder on another server with files of the same names (default: the official addresses)")
    private @Nullable URI mirror;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<RemoteFile> files = files();
        Files.createDirectories(folder);
        Download download = new Download(ATTEMPTS, PATIENCE);
        for (RemoteFile file : files) {
            LOG.info("downloading {}", file.address());
            Path done = download.fetch(file, folder, progress(file.name()));
            spec.commandLine().getOut().println(done);
        }
        spec.commandLine().getOut().flush();
        return 0;
    }

    private List<RemoteFile> files() {
        if (mirror == null) {
            return dataset.files();
        }
        List<RemoteFile> files = new ArrayList<>();
        for (RemoteFile file : dataset.files()) {
            try {
                files.add(file.at(mirror));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--mirror: " + e.getMessage(), e);
            }
        }
        return files;
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
