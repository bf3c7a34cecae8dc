package io.github.ncl4j.app.download;

import io.github.ncl4j.dataset.PublishedDataset;
import io.github.ncl4j.dataset.RemoteFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches a data set from where its authors publish it. */
@Command(
        name = "download",
        description = {
            "Downloads a data set from its official address and checks its published checksum.",
            "A download that breaks goes on from there when the same command is given again."
        })
public final class DownloadCommand implements Callable<Integer> {

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
        List<RemoteFile> files = dataset.files().stream()
                .map(file -> RemoteFetch.at(mirror, file, spec))
                .toList();
        for (RemoteFile file : files) {
            spec.commandLine().getOut().println(RemoteFetch.fetch(file, folder));
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
