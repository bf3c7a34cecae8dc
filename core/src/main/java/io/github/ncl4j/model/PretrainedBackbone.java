package io.github.ncl4j.model;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.data.Listing;
import io.github.ncl4j.pytorch.StateDict;
import io.github.ncl4j.pytorch.TorchFile;
import io.github.ncl4j.pytorch.TorchFileException;
import io.github.ncl4j.pytorch.WeightFile;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.weights.BuiltInWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the backbones of an ensemble from weights that were trained elsewhere: those of one network of the same architecture,
 * under its published names, from which all experts start; or those of an ensemble, a checkpoint of this project for example,
 * each of whose experts starts one here. An ensemble of fewer experts than are needed gives the first to all. They come from a file, or
 * from those that ship with this program.
 *
 * <p>Names may have any prefix that they share. Classifiers are left aside, so that classes may be others, and so are the
 * counters {@code num_batches_tracked}, which nothing reads here. Weights that say which images they were trained with are compared with
 * the experiment's images.
 */
public final class PretrainedBackbone {

    private static final Logger LOG = LoggerFactory.getLogger(PretrainedBackbone.class);
    private static final Pattern COUNTER = Pattern.compile("(.*\\.)?num_batches_tracked");
    private static final int SHOWN = 8;

    private PretrainedBackbone() {}

    /**
     * Gives the backbones the weights that an experiment begins with, if it names some, and warns if they were trained with other images
     * than the experiment's.
     *
     * @throws TorchFileException as {@link #load(Path, ExpertEnsemble)} does
     * @throws SafetensorsException as {@link #load(Path, ExpertEnsemble)} does, or if built-in weights are missing
     */
    public static void load(ExperimentConfig config, ExpertEnsemble ensemble) {
        ModelConfig.Pretrained pretrained = config.model().pretrained();
        if (pretrained instanceof ModelConfig.WeightFile file) {
            Path path = TrainedModel.checkpoint(file.path());
            warnOfOtherImages(path.toString(), load(path, ensemble), config);
        } else if (pretrained instanceof ModelConfig.BuiltIn) {
            BuiltInWeights weights = builtIn(config.model().backbone());
            warnOfOtherImages(weights.fileName(), load(weights, ensemble), config);
        }
    }

    private static BuiltInWeights builtIn(ModelConfig.Backbone backbone) {
        return BuiltInWeights.of(backbone.word())
                .orElseThrow(() -> new IllegalStateException("a configuration asks for weights that are not built in"));
    }

    private static Map<String, String> load(BuiltInWeights weights, ExpertEnsemble ensemble) {
        try (PointerScope scope = new PointerScope();
                SafetensorsFile file = SafetensorsFile.of(Path.of(weights.fileName()), weights.read())) {
            load("built in, " + weights.fileName(), file.tensors(name -> true), ensemble);
            return file.metadata();
        } catch (IOException e) {
            throw new SafetensorsException("the built-in weights cannot be read: " + e.getMessage(), e);
        }
    }

    private static void warnOfOtherImages(String source, Map<String, String> metadata, ExperimentConfig config) {
        ExpectedInput.of(source, metadata).ifPresent(expected -> {
            List<String> contradictions = expected.contradictions(config);
            if (!contradictions.isEmpty()) {
                LOG.warn(
                        "{}: these weights were trained with other images: {}; accuracy suffers, most of all with a frozen"
                                + " backbone",
                        source,
                        String.join("; ", contradictions));
            }
        });
    }

    /**
     * Reads a file into every expert's backbone: one of PyTorch, safetensors, or a checkpoint, of which it takes the weights that
     * its run evaluated. The content decides, not the name.
     *
     * @return the metadata in the file's header; empty for a file of PyTorch, which has none
     * @throws TorchFileException as below, of a file of PyTorch
     * @throws SafetensorsException if the file is missing or damaged, or its weights do not fit; the message lists missing,
     *     unexpected and misshapen tensors, and nothing has been overwritten
     */
    public static Map<String, String> load(Path path, ExpertEnsemble ensemble) {
        boolean isTorchFile = WeightFile.isTorchFile(path);
        Map<String, String> metadata = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            load(path.toString(), isTorchFile ? readTorchFile(path) : readSafetensors(path, metadata), ensemble);
            return metadata;
        } catch (IllegalArgumentException e) {
            String message = path + ": " + e.getMessage();
            throw isTorchFile ? new TorchFileException(message, e) : new SafetensorsException(message, e);
        }
    }

    private static Map<String, Tensor> readSafetensors(Path path, Map<String, String> metadata) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            metadata.putAll(file.metadata());
            return WeightFile.isCheckpoint(file)
                    ? TrainedModel.evaluated(file, name -> true)
                    : file.tensors(name -> true);
        }
    }

    private static Map<String, Tensor> readTorchFile(Path path) {
        try (TorchFile file = TorchFile.open(path)) {
            if (!file.leftOut().isEmpty()) {
                LOG.info("{}: beside the weights, and not read: {}", path, Listing.of(file.leftOut(), SHOWN));
            }
            return file.tensors();
        }
    }

    /**
     * Copies weights into every expert's backbone.
     *
     * @param source where they come from, for the log
     * @param weights by name, of any floating-point type; borrowed
     * @throws IllegalArgumentException if they do not fit, or one is NaN or infinite; the message lists missing, unexpected and
     *     misshapen tensors, and nothing has been overwritten
     */
    public static void load(String source, Map<String, Tensor> weights, ExpertEnsemble ensemble) {
        StateDict stateDict = StateDict.of(weights);
        Map<String, Tensor> values = new LinkedHashMap<>(stateDict.tensors());
        values.keySet().removeIf(name -> COUNTER.matcher(name).matches());
        List<String> prefixes = NetworkNames.prefixes(values.keySet());
        List<String> experts = NetworkNames.experts(prefixes);
        List<Map<String, Tensor>> backbones = ensemble.backbones();
        boolean oneForEach = experts.size() >= backbones.size();
        List<Map<String, Tensor>> networks = new ArrayList<>();
        for (int expert = 0; expert < backbones.size(); expert++) {
            String prefix = experts.isEmpty() ? NetworkNames.only(prefixes) : experts.get(oneForEach ? expert : 0);
            networks.add(network(values, prefix));
            StateMismatch.check(
                    backbones.get(expert),
                    networks.get(expert),
                    "use weights of the architecture that model.backbone names, or name another");
            StateMismatch.requireFinite(networks.get(expert));
        }
        for (int expert = 0; expert < backbones.size(); expert++) {
            Map<String, Tensor> backbone = backbones.get(expert);
            networks.get(expert)
                    .forEach((name, value) -> Weights.assign(Objects.requireNonNull(backbone.get(name)), value));
        }
        log(source, stateDict, experts, oneForEach, networks);
    }

    private static Map<String, Tensor> network(Map<String, Tensor> values, String prefix) {
        Map<String, Tensor> network = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            String own = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
            if (!own.isEmpty() && !NetworkNames.isHead(own)) {
                network.put(own, value);
            }
        });
        return network;
    }

    private static void log(
            String source,
            StateDict stateDict,
            List<String> experts,
            boolean oneForEach,
            List<Map<String, Tensor>> networks) {
        List<String> aside = new ArrayList<>(stateDict.leftOut());
        stateDict.tensors().forEach((name, value) -> {
            if (!COUNTER.matcher(name).matches()
                    && networks.stream().noneMatch(network -> network.containsValue(value))) {
                aside.add(name);
            }
        });
        String from = experts.isEmpty()
                ? "one network"
                : oneForEach ? "the expert of the same number" : "the first of " + experts.size() + " experts";
        LOG.info(
                "{}: {} tensors into the backbone of each expert, from {}{}{}",
                source,
                networks.get(0).size(),
                from,
                stateDict.prefix().isEmpty() ? "" : ", its names without '" + stateDict.prefix() + "'",
                aside.isEmpty() ? "" : "; left aside: " + Listing.of(aside, SHOWN));
    }
}
