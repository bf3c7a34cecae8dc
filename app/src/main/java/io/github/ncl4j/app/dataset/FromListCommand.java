package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.option.OptionRange;
import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.dataset.ImageList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns a published list of images into annotations. */
@Command(
        name = "from-list",
        description = {
            "Writes the annotations of images that a list names: text with a line 'path label' for each image, as of"
                    + " ImageNet-LT, Places-LT and iNaturalist 2018; a table (CSV) whose first line names its columns, such as"
                    + " 'image,label', with class numbers or names; or JSON as of COCO and iNaturalist; gzipped or not.",
            "All images stay where they are."
        })
final class FromListCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(FromListCommand.class);

    @Parameters(index = "0", paramLabel = "LIST", description = "the list")
    private Path list;

    @Option(
            names = "--root",
            paramLabel = "DIR",
            required = true,
            description = "the folder that the paths in the list are relative to")
    private Path root;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            description = "the new annotation file (default: beside the list, called like it, but .json)")
    private @Nullable Path output;

    @Option(
            names = "--classes",
            paramLabel = "C",
            description = "the number of classes (default: the largest label of the list and one)")
    private @Nullable Integer classes;

    @Option(
            names = "--several",
            paramLabel = "refuse|skip|first",
            defaultValue = "refuse",
            description =
                    "what happens to an image of several classes: the list is refused, the image is left out, or its first"
                            + " class counts")
    private ImageList.Several several;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (classes != null) {
            OptionRange.requirePositive(spec, "--classes", classes);
        }
        Path place = output == null ? besideTheList() : output;
        try (StagedOutput file = StagedOutput.at(place)) {
            ImageList read = ImageList.read(list, classes, several).below(root, list);
            read.write(file.draft(), root);
            file.finish();
            LOG.info("wrote {}", place);
            read.notes().forEach(LOG::warn);
            spec.commandLine().getOut().print(read.classTable().text());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }

    private Path besideTheList() {
        String name =
                String.valueOf(list.getFileName()).replaceFirst("\\.gz$", "").replaceFirst("\\.(txt|csv|tsv)$", "");
        return list.resolveSibling(
                name.endsWith(".json") ? name.replaceFirst("\\.json$", "_annotations.json") : name + ".json");
    }
}
