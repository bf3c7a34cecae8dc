package io.github.ncl4j.app.dataset;

import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.data.AnnotationWriter;
import io.github.ncl4j.data.ClassTable;
import io.github.ncl4j.data.DatasetSubset;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.data.LongTail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a long-tailed data set on disk, to look at it, to share it, or to train other programs on it. */
@Command(
        name = "make-longtail",
        description = {
            "Makes a data set long-tailed, and writes it.",
            "From an archive comes a folder with PNG images and the annotations train.json and valid.json; the validation"
                    + " images all stay. From annotations comes an annotation file with fewer entries.",
            "For training alone this is not needed: the settings data.long_tail do the same on the fly."
        })
final class MakeLongTailCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(MakeLongTailCommand.class);

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "layout of the data: cifar-10, cifar-100, fashion-mnist, annotations or built-in")
    private DataConfig.Format format;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "the archive, the folder or the annotation file; built-in data have none")
    private @Nullable Path path;

    @Option(
            names = "--output",
            paramLabel = "PATH",
            required = true,
            description = "the new folder, or from annotations the new annotation file")
    private Path output;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            defaultValue = "exponential",
            description = "shape of the class counts: exponential, step, or none to keep all images")
    private DataConfig.Profile profile;

    @Option(
            names = "--imbalance-factor",
            paramLabel = "FACTOR",
            defaultValue = "100",
            description = "images of the largest class over images of the smallest, at least 1")
    private double imbalanceFactor;

    @Option(
            names = "--selection",
            paramLabel = "SELECTION",
            defaultValue = "first",
            description = "which images of a class stay: first (in file order) or random")
    private DataConfig.Selection selection;

    @Option(names = "--seed", paramLabel = "SEED", defaultValue = "0", description = "decides the random selection")
    private long seed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if ((path == null) != (format == DataConfig.Format.BUILT_IN)) {
            throw new ParameterException(spec.commandLine(), "--path belongs to every format but built-in");
        }
        if (!(imbalanceFactor >= 1 && Double.isFinite(imbalanceFactor))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--imbalance-factor must be a finite number of at least 1, not " + imbalanceFactor);
        }
        DataConfig.LongTail longTail = new DataConfig.LongTail(profile, imbalanceFactor, selection);
        ImageDataset train = format == DataConfig.Format.ANNOTATIONS
                ? writeAnnotations(Objects.requireNonNull(path), longTail)
                : writeFolder(longTail);
        LOG.info("wrote {}", output);
        spec.commandLine().getOut().print(ClassTable.of(train).text());
        spec.commandLine().getOut().flush();
        return 0;
    }

    private ImageDataset writeFolder(DataConfig.LongTail longTail) throws IOException {
        DataConfig config = new DataConfig(
                format,
                path,
                null,
                null,
                longTail,
                DataConfig.ExifOrientation.APPLY,
                DataConfig.OnBadImage.FAIL,
                new DataConfig.Instance(),
                new DataConfig.NoCache(),
                1,
                1);
        try (StagedOutput folder = StagedOutput.at(output)) {
            Datasets datasets = Datasets.open(config, seed);
            Files.createDirectory(folder.draft());
            ImageFolder.write(datasets.train(), folder.draft(), "train");
            ImageFolder.write(datasets.validation(), folder.draft(), "valid");
            folder.finish();
            return datasets.train();
        }
    }

    private ImageDataset writeAnnotations(Path source, DataConfig.LongTail longTail) throws IOException {
        try (StagedOutput file = StagedOutput.at(output)) {
            ImageDataset all = Datasets.annotated(source);
            int[] kept = LongTail.indices(all, longTail, seed);
            AnnotationWriter.copy(source, kept, file.draft());
            file.finish();
            return new DatasetSubset(all, kept);
        }
    }
}
