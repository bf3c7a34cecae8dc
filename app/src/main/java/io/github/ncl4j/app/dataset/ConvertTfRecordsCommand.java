package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.output.StagedFiles;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.dataset.CifarTfRecords;
import io.github.ncl4j.dataset.ImageFileFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Converts the long-tailed CIFAR sets that Cui et al. publish as TFRecord files. */
@Command(
        name = "convert-tfrecords",
        description = {
            "Converts the long-tailed CIFAR sets of Cui et al. (CVPR 2019) from TFRecord files to image files with"
                    + " annotations.",
            "From cifar-100-data-im-0.01 come the folder cifar100_imbalance100 and the annotations"
                    + " cifar100_imbalance100_train.json and cifar100_imbalance100_valid.json."
        })
final class ConvertTfRecordsCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ConvertTfRecordsCommand.class);

    @Parameters(
            index = "0",
            paramLabel = "IN",
            description =
                    "the folder with cifar-10-data-im-0.01, cifar-100-data-im-0.02 and the like, any that are there;"
                            + " or one of them")
    private Path in;

    @Parameters(index = "1", paramLabel = "OUT", description = "where to write; the folder is made where it is missing")
    private Path out;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "png",
            description =
                    "png keeps every pixel; jpeg loses some, as the reference's converter does (quality 95), which its"
                            + " published figures come through")
    private ImageFileFormat format;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<CifarTfRecords> sets = CifarTfRecords.find(in);
        List<String> outputs =
                sets.stream().flatMap(set -> set.outputs().stream()).toList();
        PrintWriter console = spec.commandLine().getOut();
        try (StagedFiles contents = StagedFiles.in(out, outputs)) {
            for (CifarTfRecords set : sets) {
                for (CifarTfRecords.Part part : CifarTfRecords.Part.values()) {
                    convert(set, part, contents.draft(), console);
                }
            }
            contents.finish();
        }
        console.flush();
        return 0;
    }

    private void convert(CifarTfRecords set, CifarTfRecords.Part part, Path draft, PrintWriter console)
            throws IOException {
        if (!set.parts().contains(part)) {
            LOG.warn("{} has no {}", set.folder(), part.file());
            return;
        }
        LOG.info("converting {}", set.folder().resolve(part.file()));
        ClassTable images = set.convert(part, draft, format);
        console.println(set.name() + " " + part.name().toLowerCase(Locale.ROOT));
        console.println(images.text());
    }
}
