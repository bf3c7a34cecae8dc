package io.github.ncl4j.app.model;

import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.model.ImportedModel;
import io.github.ncl4j.model.ModelDescription;
import io.github.ncl4j.pytorch.StateDict;
import io.github.ncl4j.pytorch.WeightFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads weights that PyTorch wrote. */
@Command(
        name = "import",
        description = {
            "Reads a checkpoint of PyTorch (nothing in it is run) or a safetensors file, whatever its name, and writes its weights"
                    + " as safetensors, by their names without a prefix that all share, 'module.' for example; of MoCo the"
                    + " query encoder's backbone.",
            "With --config the result is a checkpoint for 'evaluate' and 'predict'. What is left out is listed."
        })
final class ImportCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(ImportCommand.class);

    @Parameters(index = "0", paramLabel = "FILE", description = "a file of torch.save, or safetensors")
    private Path file;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "settings that replace those of --config")
    private List<String> overrides = List.of();

    @Option(names = "--output", paramLabel = "CHECKPOINT", required = true, description = "the new safetensors file")
    private Path output;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "the entry of a PyTorch file with the tensors (default: state_dict, model_state_dict, model, net,"
                            + " network, model_state or weights where there is one)")
    private @Nullable String key;

    @Option(
            names = "--config",
            paramLabel = "CONFIG",
            description =
                    "the configuration that the weights were trained with; names and counts of classes come from its"
                            + " training annotations, whose images need not be there")
    private @Nullable Path config;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (config == null && !overrides.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "settings need a --config: " + overrides.get(0));
        }
        ExperimentConfig experiment = config == null ? null : ExperimentFile.load(config, overrides);
        // The engine starts with the first tensor, so that a file that is refused is refused at once.
        try (StagedOutput result = StagedOutput.at(output);
                PointerScope scope = new PointerScope()) {
            WeightFile source = WeightFile.read(file, key);
            StateDict stateDict = stateDict(source);
            List<String> leftOut = new ArrayList<>(source.leftOut());
            leftOut.addAll(stateDict.leftOut());
            Map<String, Tensor> weights = stateDict.tensors();
            if (experiment == null) {
                SafetensorsWriter.write(result.draft(), Map.of(), weights);
            } else {
                ImportedModel model = imported(weights, experiment);
                leftOut.addAll(model.leftOut());
                weights = model.weights();
                write(model, experiment, result.draft());
            }
            result.finish();
            print(weights.size(), leftOut);
        }
        return 0;
    }

    private StateDict stateDict(WeightFile source) {
        try {
            StateDict stateDict = StateDict.of(source.tensors());
            if (!stateDict.prefix().isEmpty()) {
                LOG.info("{}: all names begin with '{}', which they lose", file, stateDict.prefix());
            }
            return stateDict;
        } catch (IllegalArgumentException e) {
            throw new UserException(file + ": " + e.getMessage(), e);
        }
    }

    private ImportedModel imported(Map<String, Tensor> weights, ExperimentConfig experiment) {
        try {
            return ImportedModel.of(weights, experiment);
        } catch (IllegalArgumentException e) {
            throw new UserException(file + ": " + e.getMessage(), e);
        }
    }

    private void write(ImportedModel model, ExperimentConfig experiment, Path draft) throws IOException {
        ImageDataset images = Datasets.trainingLabels(experiment.data(), experiment.seed());
        List<Integer> counts = Arrays.stream(images.classCounts()).boxed().toList();
        try {
            model.write(draft, new ModelDescription(experiment, images.classNames(), counts));
        } catch (IllegalArgumentException e) {
            throw new UserException(file + ": " + e.getMessage(), e);
        }
    }

    private void print(int tensors, List<String> leftOut) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, "%s: %d tensors%n", output, tensors);
        if (!leftOut.isEmpty()) {
            out.println("left out: " + summary(leftOut));
        }
        out.flush();
    }

    /** Names of one family in one entry, for example {@code encoder_k.* (318)}. */
    private static String summary(List<String> names) {
        Map<String, List<String>> families =
                names.stream().collect(Collectors.groupingBy(ImportCommand::family, TreeMap::new, Collectors.toList()));
        return families.entrySet().stream()
                .map(family -> family.getValue().size() == 1
                        ? family.getValue().get(0)
                        : family.getKey() + " (" + family.getValue().size() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String family(String name) {
        if (name.endsWith(".num_batches_tracked")) {
            return "*.num_batches_tracked";
        }
        return name.contains(".") ? name.substring(0, name.indexOf('.')) + ".*" : name;
    }
}
