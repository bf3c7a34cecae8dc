package io.github.ncl4j.train;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Whether two configurations are the same run, so that one may go on where the other stopped. */
final class RunIdentity {

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
     * What may also change from one start to the next: how much memory there is, what is kept, and how long the run goes on. With
     * another number of epochs the schedule is that of the new number.
     */
    private static final Set<String> OF_THE_START = Set.of(
            "name",
            "train.epochs",
            "train.activation_checkpointing",
            "train.checkpoint_steps",
            "train.checkpoint_minutes",
            "train.keep_checkpoints",
            "distributed.timeout_seconds",
            "distributed.collective_timeout_seconds",
            "distributed.verify_steps");

    /** How many cores a process has changes the rounding on its machine alone, and machines may have different ones. */
    private static final Set<String> OF_THE_PROCESS = Set.of("train.threads");

    private RunIdentity() {}

    /** Every setting that differs and must not, as {@code key: OLD, now NEW}; empty if the run may go on. */
    static List<String> differences(ExperimentConfig saved, ExperimentConfig current) {
        return differences(saved, current, OF_THE_START, "now ");
    }

    /**
     * Every setting in which two processes that train together differ and must not, as {@code key: THAT OF RANK 0, here THAT OF
     * THE OTHER}. More must be equal than for a run to go on, as some decide when the processes meet.
     */
    static List<String> differencesAmongProcesses(ExperimentConfig first, ExperimentConfig own) {
        return differences(first, own, OF_THE_PROCESS, "here ");
    }

    private static List<String> differences(
            ExperimentConfig saved, ExperimentConfig current, Set<String> free, String here) {
        Map<String, String> old = flatten(saved);
        Map<String, String> now = flatten(current);
        Set<String> keys = new TreeSet<>(old.keySet());
        keys.addAll(now.keySet());
        keys.removeAll(OF_THE_MACHINE);
        keys.removeAll(free);
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
