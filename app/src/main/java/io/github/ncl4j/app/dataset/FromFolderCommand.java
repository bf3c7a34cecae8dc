package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.output.StagedFiles;
import io.github.ncl4j.dataset.ClassFolders;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Describes images that lie in a folder for each class. */
@Command(
        name = "from-folder",
        description = {
            "Writes the annotations train.json and valid.json of images that lie in a folder for each class.",
            "If the folder has the sub-folders train and val (or training; valid, validation, or else test), in any case, these"
                    + " hold the class folders; with val, the images of test go to test.json. Otherwise it holds the class"
                    + " folders itself, and of each class a part is taken for validation. All images stay where they are."
        })
final class FromFolderCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FromFolderCommand.class);

    @Parameters(index = "0", paramLabel = "DIR", description = "the folder")
    private Path folder;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "where to write the annotations (default: DIR itself)")
    private @Nullable Path output;

    @Option(
            names = "--validation-fraction",
            paramLabel = "FRACTION",
            defaultValue = "0.2",
            description =
                    "of each class, where the folder is not split; a class of two images or more gives at least one,"
                            + " and none gives all")
    private double fraction;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "decides which images are taken for validation")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (!(fraction > 0 && fraction < 1)) {
            throw new ParameterException(
                    spec.commandLine(), "--validation-fraction must be between 0 and 1, not " + fraction);
        }
        Path place = output == null ? folder : output;
        ClassFolders folders = ClassFolders.read(folder, fraction, seed);
        folders.notes().forEach(LOG::warn);
        try (StagedFiles contents = create(place, folders.files())) {
            folders.write(contents.draft(), place);
            contents.finish();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(folders.classTable().text());
        out.printf(
                Locale.ROOT,
                "%d training images in %s, %d validation images in %s%n",
                folders.train().size(),
                place.resolve("train.json"),
                folders.validation().size(),
                place.resolve("valid.json"));
        if (!folders.test().isEmpty()) {
            out.printf(
                    Locale.ROOT,
                    "%d test images in %s, which no training reads: evaluate RUN --data measures on them%n",
                    folders.test().size(),
                    place.resolve("test.json"));
        }
        out.flush();
        return 0;
    }

    private StagedFiles create(Path place, List<String> names) throws IOException {
        try {
            return StagedFiles.in(place, names);
        } catch (FileSystemException e) {
            if (output == null) {
                throw new DataException(elsewhere(place, e), e);
            }
            throw e;
        }
    }

    /** Images often lie where nobody may write. */
    static String elsewhere(Path place, FileSystemException problem) {
        String reason =
                problem instanceof AccessDeniedException ? "permission denied" : String.valueOf(problem.getReason());
        return place + ": no annotations can be written there (" + reason + "); name another folder with --output DIR";
    }
}
