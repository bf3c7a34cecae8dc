package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.data.LinkedPaths;
import io.github.ncl4j.dataset.ImageRoot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes annotations that were written elsewhere name the images where they are here. */
@Command(
        name = "replace-root",
        description = "Changes the beginning of the paths in an annotation file, and nothing else that it holds.")
final class ReplaceRootCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ReplaceRootCommand.class);

    @Parameters(index = "0", paramLabel = "FILE", description = "an annotation file")
    private Path file;

    @Option(
            names = "--from",
            paramLabel = "OLD",
            required = true,
            description = "the beginning of the paths, as the file writes it; whole names of folders are compared")
    private Path from;

    @Option(
            names = "--to",
            paramLabel = "NEW",
            required = true,
            description = "what stands there instead; a relative path is relative to the working folder")
    private Path to;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            description = "the new annotation file (default: FILE itself is written anew)")
    private @Nullable Path output;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        // Read first, so that a file that is missing or broken is named before anything is written.
        AnnotationFile.list(file);
        try (StagedOutput written = output == null ? StagedOutput.instead(file) : StagedOutput.at(output)) {
            ImageRoot.Replacement done = ImageRoot.replace(file, from, LinkedPaths.absolute(to), written.draft());
            written.finish();
            spec.commandLine()
                    .getOut()
                    .printf(Locale.ROOT, "%d paths changed, %d left as they were%n", done.replaced(), done.kept());
            spec.commandLine().getOut().flush();
            if (done.missing() > 0) {
                LOG.warn("{} of the images are not there; 'dataset check' lists them", done.missing());
            }
        }
        return 0;
    }
}
