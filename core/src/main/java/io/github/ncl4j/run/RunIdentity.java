package io.github.ncl4j.run;

import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ScheduleConfig;
import io.github.ncl4j.config.file.ExperimentFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Whether two configurations are the same run, so that one may resume where the other stopped. */
public final class RunIdentity {

    /** Where things are and how fast they come on one machine: free from one start to the next, and from one process to another. */
    private static final Set<String> OF_THE_MACHINE = Set.of(
            "data.path",
            "data.train_annotations",
            "data.validation_annotations",
            "data.cache.type",
            "data.cache.path",
            "data.workers",
            "data.prefetch",
            "model.pretrained",
            "second_stage.checkpoint",
            "distill.teacher");

    /**
     * Parts of the configuration that do not make a run another run. Of these some change its numbers, see {@link #changes}, and
     * some how much memory it takes, what it keeps and how long it lasts.
     */
    private static final List<String> FREE = List.of("name", "train.", "evaluate.", "distributed.");

    /** Settings within those parts that do make it another run: the batch, the optimizer, the loss's weights, and which images are trained on. */
    private static final List<String> OF_THE_RUN = List.of(
            "train.batch_size",
            "train.accumulate",
            "train.optimizer.",
            "train.deferred.",
            "evaluate.validation_fraction");

    /** Of the other parts: where tensors lie in memory, and what happens to bad images, which the images themselves decide. */
    private static final Set<String> FREE_SETTINGS = Set.of("model.memory_format", "data.on_bad_image");

    /** Free, and without any effect on the numbers. */
    private static final List<String> WITHOUT_EFFECT = List.of(
            "name",
            "data.on_bad_image",
            "train.activation_checkpointing",
            "train.checkpoint_steps",
            "train.checkpoint_minutes",
            "train.keep_checkpoints",
            "distributed.");

    /** How many cores a process has changes the rounding on its machine alone, and machines may have different ones. */
    private static final Set<String> OF_THE_PROCESS = Set.of("train.threads");

    private RunIdentity() {}

    /** Every setting that makes this another run, as {@code key: OLD, now NEW}; empty if the run may resume. */
    public static List<String> differences(ExperimentConfig saved, ExperimentConfig current) {
        return differences(saved, current, "now ", key -> !isFree(key));
    }

    /** Every setting that may differ and changes the run's numbers from there, as {@code key: OLD, now NEW}. */
    public static List<String> changes(ExperimentConfig saved, ExperimentConfig current) {
        return differences(
                saved,
                current,
                "now ",
                key -> isFree(key) && !startsWithAny(key, WITHOUT_EFFECT) && acts(key, current));
    }

    /**
     * Every setting in which two processes that train together differ and must not, as {@code key: THAT OF RANK 0, here THAT OF
     * THE OTHER}. More must be equal than for a run to resume, as some decide when the processes meet.
     */
    public static List<String> differencesAmongProcesses(ExperimentConfig first, ExperimentConfig own) {
        return differences(first, own, "here ", key -> !OF_THE_PROCESS.contains(key));
    }

    private static boolean isFree(String key) {
        return FREE_SETTINGS.contains(key) || (startsWithAny(key, FREE) && !startsWithAny(key, OF_THE_RUN));
    }

    private static boolean startsWithAny(String key, List<String> starts) {
        return starts.stream().anyMatch(key::startsWith);
    }

    /** Whether a free setting acts: the number of epochs does so only through what is stretched over them. */
    private static boolean acts(String key, ExperimentConfig config) {
        return !key.equals("train.epochs")
                || config.train().warmupFraction() > 0
                || config.data().sampler() instanceof DataConfig.ProgressivelyBalanced
                || (config.train().schedule() instanceof ScheduleConfig.Cosine cosine && cosine.decayEpochs() == 0);
    }

    private static List<String> differences(
            ExperimentConfig saved, ExperimentConfig current, String here, Predicate<String> counts) {
        Map<String, String> old = flatten(saved);
        Map<String, String> now = flatten(current);
        Set<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        keys.removeAll(OF_THE_MACHINE);
        keys.removeIf(counts.negate());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            if (!Objects.equals(old.get(key), now.get(key))) {
                differences.add(
                        key + ": " + old.getOrDefault(key, "unset") + ", " + here + now.getOrDefault(key, "unset"));
            }
        }
        return differences;
    }

    private static Map<String, String> flatten(ExperimentConfig config) {
        Map<String, String> values = new TreeMap<>();
        Object root = new Yaml(new SafeConstructor(new LoaderOptions())).load(ExperimentFile.write(config));
        flatten("", root, values);
        return values;
    }

    private static void flatten(String path, Object node, Map<String, String> values) {
        if (node instanceof Map<?, ?> section) {
            section.forEach((key, value) -> flatten(path.isEmpty() ? key.toString() : path + "." + key, value, values));
        } else {
            values.put(path, node.toString());
        }
    }
}
