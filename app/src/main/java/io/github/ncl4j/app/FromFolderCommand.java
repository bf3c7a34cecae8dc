package io.github.ncl4j.app;

import io.github.ncl4j.dataset.ClassFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "If the folder has the sub-folders train and val (or valid, validation, test), these hold the class folders."
                    + " Otherwise it holds the class folders itself, and of each class a part is taken for validation. All"
                    + " images stay where they are."
        })
final class FromFolderCommand implements Callable<Integer> {

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
        try (NewContents contents = NewContents.in(place, List.of("train.json", "valid.json"))) {
            folders.write(contents.draft(), place);
            contents.finish();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(folders.classTable().text());
        out.printf(
                "%d training images in %s, %d validation images in %s%n",
                folders.train().size(),
                place.resolve("train.json"),
                folders.validation().size(),
                place.resolve("valid.json"));
        out.flush();
        return 0;
    }
}
