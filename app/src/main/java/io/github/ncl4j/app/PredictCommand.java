package io.github.ncl4j.app;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.DataException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies image files. */
@Command(name = "predict", description = "Classifies image files with a checkpoint.")
final class PredictCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(PredictCommand.class);

    @Parameters(
            index = "0",
            paramLabel = "CHECKPOINT",
            description = "a checkpoint, or a run directory for its last one")
    private Path checkpoint;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "image files")
    private List<Path> images;

    private int top;

    @Option(names = "--json", defaultValue = "false", description = "print one JSON document")
    private boolean json;

    @Mixin
    private DeviceOption device;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--top",
            paramLabel = "K",
            defaultValue = "5",
            description = "how many classes to print for each image")
    void setTop(int k) {
        if (k < 1) {
            throw new ParameterException(spec.commandLine(), "--top must be at least 1, not " + k);
        }
        top = k;
    }

    /** Images that cannot be read are reported and passed over; the exit code tells of them. */
    @Override
    public Integer call() {
        int failures = 0;
        ArrayNode document = new JsonMapper().createArrayNode();
        PrintWriter out = spec.commandLine().getOut();
        try (Predictor predictor = Predictor.load(CheckpointArgument.resolve(checkpoint), device.name())) {
            for (Path image : images) {
                try {
                    Prediction prediction = predictor.predict(image);
                    if (json) {
                        add(document.addObject(), image, prediction);
                    } else {
                        print(out, image, prediction);
                    }
                } catch (DataException e) {
                    failures++;
                    LOG.error("{}", e.getMessage());
                }
            }
        }
        if (json) {
            out.println(document.toPrettyString());
        }
        out.flush();
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(PrintWriter out, Path image, Prediction prediction) {
        out.println(image);
        for (Prediction.Candidate candidate : prediction.top(top)) {
            out.printf(Locale.ROOT, "%7.2f %%  %s%n", 100 * candidate.probability(), candidate.name());
        }
    }

    private void add(ObjectNode node, Path image, Prediction prediction) {
        node.put("image", image.toString());
        ArrayNode candidates = node.putArray("predictions");
        for (Prediction.Candidate candidate : prediction.top(top)) {
            candidates
                    .addObject()
                    .put("category_id", candidate.category())
                    .put("name", candidate.name())
                    .put("probability", candidate.probability());
        }
    }
}
