package io.github.ncl4j.app.download;

import io.github.ncl4j.model.PublishedWeights;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fetches backbones that others have trained. */
@Command(
        name = "download",
        description = {
            "Downloads a backbone that torchvision publishes, trained on ImageNet, checks its checksum, and writes it as"
                    + " safetensors for the setting model.pretrained.",
            "A download that breaks goes on from there when the same command is given again."
        })
public final class ModelDownloadCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "NAME", description = "resnet18, resnet50 or resnet152")
    private PublishedWeights weights;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "the folder for the file; it is made where it is missing")
    private Path folder;

    @Option(
            names = "--mirror",
            paramLabel = "URL",
            description = "a folder on another server with a file of the same name (default: the official address)")
    private @Nullable URI mirror;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path file = new PretrainedDownload(
                        RemoteFetch.at(mirror, weights.file(), spec), folder, weights.fileName() + ".safetensors")
                .run();
        spec.commandLine().getOut().println(file);
        spec.commandLine().getOut().flush();
        return 0;
    }
}
