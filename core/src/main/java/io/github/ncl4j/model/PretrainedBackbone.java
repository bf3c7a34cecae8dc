package io.github.ncl4j.model;

import io.github.ncl4j.pytorch.StateDict;
import io.github.ncl4j.pytorch.TorchFile;
import io.github.ncl4j.pytorch.TorchFileException;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.nio.file.Path;
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
 * Starts the backbones of an ensemble from weights that were trained elsewhere: those of one network of the same
 * architecture, under torchvision's names. All experts start from the same values; they differ by their classifiers.
 *
 * <p>Names may begin with {@code module.}, {@code backbone.} or both. A classifier ({@code fc.*}, {@code classifier.*}) is
 * left aside, and so are the counters {@code num_batches_tracked}, which nothing reads here.
 */
public final class PretrainedBackbone {

    private static final Logger LOG = LoggerFactory.getLogger(PretrainedBackbone.class);
    private static final Pattern PREFIX = Pattern.compile("^(module\\.)?(backbone\\.)?");
    private static final Pattern CLASSIFIER = Pattern.compile("(fc|classifier)\\..*");
    private static final Pattern TORCH_FILE = Pattern.compile(".*\\.(pth|pt|th|tar)");
    private static final Pattern COUNTER = Pattern.compile("(.*\\.)?num_batches_tracked");

    private PretrainedBackbone() {}

    /**
     * Reads a file into every expert's backbone: one of PyTorch if its name ends in {@code .pth}, {@code .pt}, {@code .th} or
     * {@code .tar}, else safetensors.
     *
     * @throws TorchFileException as below, of a file of PyTorch
     * @throws SafetensorsException if the file is missing or damaged, or its weights do not fit; the message lists missing,
     *     unexpected and misshapen tensors, and nothing has been overwritten
     */
    public static void load(Path path, ExpertEnsemble ensemble) {
        boolean isTorchFile = TORCH_FILE.matcher(path.toString()).matches();
        try (PointerScope scope = new PointerScope()) {
            load(path.toString(), isTorchFile ? readTorchFile(path) : readSafetensors(path), ensemble);
        } catch (IllegalArgumentException e) {
            String message = path + ": " + e.getMessage();
            throw isTorchFile ? new TorchFileException(message, e) : new SafetensorsException(message, e);
        }
    }

    private static Map<String, Tensor> readSafetensors(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            return file.tensors(name -> true);
        }
    }

    private static Map<String, Tensor> readTorchFile(Path path) {
        try (TorchFile file = TorchFile.open(path)) {
            StateDict stateDict = StateDict.of(file.tensors());
            if (!stateDict.leftOut().isEmpty()) {
                LOG.info(
                        "{}: {} tensors are not of the backbone: {}",
                        path,
                        stateDict.leftOut().size(),
                        stateDict.leftOut());
            }
            return stateDict.tensors();
        }
    }

    /**
     * Copies weights into every expert's backbone.
     *
     * @param source where they come from, for the log
     * @param weights by name, of any floating-point type; borrowed
     * @throws IllegalArgumentException if they do not fit; the message lists missing, unexpected and misshapen tensors, and
     *     nothing has been overwritten
     */
    public static void load(String source, Map<String, Tensor> weights, ExpertEnsemble ensemble) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        weights.forEach((name, value) -> {
            String plain = PREFIX.matcher(name).replaceFirst("");
            if (!COUNTER.matcher(plain).matches() && values.put(plain, value) != null) {
                throw new IllegalArgumentException("has two tensors for " + plain + ", one of them named " + name);
            }
        });
        List<String> classifier = values.keySet().stream()
                .filter(name -> CLASSIFIER.matcher(name).matches())
                .toList();
        values.keySet().removeAll(classifier);
        List<Map<String, Tensor>> backbones = ensemble.backbones();
        StateMismatch.check(
                backbones.get(0), values, "use weights of the architecture that model.backbone names, or name another");
        for (Map<String, Tensor> backbone : backbones) {
            values.forEach((name, value) -> Weights.assign(Objects.requireNonNull(backbone.get(name)), value));
        }
        LOG.info(
                "{}: {} tensors into the backbone of each expert{}",
                source,
                values.size(),
                classifier.isEmpty() ? "" : "; its classifier is left aside: " + String.join(", ", classifier));
    }
}
