package io.github.ncl4j.pytorch;

import io.github.ncl4j.pytorch.PickleValue.Dict;
import io.github.ncl4j.pytorch.PickleValue.Opaque;
import io.github.ncl4j.pytorch.PickleValue.UnreadTensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a file that belong to the model, by name, and the names of everything else. Names of dictionaries in
 * dictionaries are joined by dots.
 */
final class TensorSelection {

    /** Where training scripts put the model's tensors, beside the epoch, the optimizer and so on. */
    private static final List<String> USUAL_KEYS =
            List.of("state_dict", "model_state_dict", "model", "net", "network", "model_state", "weights");

    /** How the entries begin that hold tensors of a training, and none of its model. */
    private static final List<String> TRAINING_KEYS =
            List.of("optim", "scheduler", "lr_scheduler", "scaler", "grad_scaler", "amp", "rng");

    private static final int MAX_NAMES = 100_000;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_CHARACTERS = 1 << 24;
    private static final int MAX_DEPTH = 100;
    private static final int SHOWN = 8;

    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();

    /** Whether a dictionary holds a tensor, at any depth. One that is being looked through counts as holding none. */
    private final IdentityHashMap<Dict, Boolean> holding = new IdentityHashMap<>();

    /** The dictionaries around the one that is being added. */
    private final IdentityHashMap<Dict, Boolean> path = new IdentityHashMap<>();

    /** Whether the file's outermost dictionary is added, and not one of its entries. */
    private boolean everything;

    private int visited;
    private long characters;

    private TensorSelection() {}

    /**
     * Selects.
     *
     * @param key of the dictionary in the file's outermost one that has the tensors; null for the usual ones, and without
     *     these for everything but what belongs to the training
     * @throws PickleFault if there is no tensor there
     */
    static TensorSelection of(PickleValue root, @Nullable String key) {
        Dict dict = dict(root);
        if (dict == null) {
            throw new PickleFault(root instanceof Opaque opaque ? whole("it", opaque) : notDictionary(root));
        }
        TensorSelection selection = new TensorSelection();
        if (key == null) {
            selection.addUsual(dict);
        } else {
            selection.addEntry(dict, key);
        }
        if (selection.tensors.isEmpty()) {
            throw new PickleFault(
                    dict.entries().isEmpty()
                            ? "its dictionary is empty; save the model's state_dict"
                            : "there is no tensor among " + shown(dict) + "; save the model's state_dict");
        }
        return selection;
    }

    private static String notDictionary(PickleValue root) {
        String found = root instanceof StoredTensor || root instanceof UnreadTensor ? "one tensor and " : "";
        return "it holds " + found + "no dictionary of tensors; save a state_dict";
    }

    /** Says of an object that stands where the tensors should that only their dictionary can be read. */
    private static String whole(String where, Opaque opaque) {
        return where + " holds a whole object of the class " + opaque.type().shown()
                + ", which only its own Python code can read; save its tensors there:"
                + " torch.save(model.state_dict(), FILE)";
    }

    private static @Nullable Dict dict(@Nullable PickleValue value) {
        return value instanceof Dict dict ? dict : value instanceof Opaque opaque ? opaque.items() : null;
    }

    private void addUsual(Dict root) {
        for (String key : USUAL_KEYS) {
            if (dict(root.entries().get(key)) != null
                    && holdsTensor(root.entries().get(key), 0)) {
                addEntry(root, key);
                return;
            }
        }
        everything = true;
        add("", root, 0);
        for (String key : USUAL_KEYS) {
            if (tensors.isEmpty() && root.entries().get(key) instanceof Opaque opaque) {
                throw new PickleFault(whole("its entry " + Quoted.of(key), opaque));
            }
        }
    }

    private void addEntry(Dict root, String key) {
        PickleValue value = root.entries().get(key);
        Dict inner = dict(value);
        if (inner == null) {
            throw new PickleFault(
                    value instanceof Opaque opaque
                            ? whole("its entry " + Quoted.of(key), opaque)
                            : "it has no dictionary " + Quoted.of(key) + ", but " + shown(root));
        }
        root.entries().keySet().stream().filter(name -> !name.equals(key)).forEach(leftOut::add);
        leftOut.addAll(root.oddKeys());
        add("", inner, 0);
    }

    private static String shown(Dict dict) {
        List<String> names =
                dict.entries().keySet().stream().limit(SHOWN).map(Quoted::plain).toList();
        return String.join(", ", names) + (dict.entries().size() > SHOWN ? ", ..." : "");
    }

    private boolean holdsTensor(@Nullable PickleValue value, int depth) {
        Dict dict = dict(value);
        if (dict == null || depth > MAX_DEPTH) {
            return value instanceof StoredTensor || value instanceof UnreadTensor;
        }
        Boolean known = holding.putIfAbsent(dict, false);
        if (known != null) {
            return known;
        }
        boolean holds = false;
        for (PickleValue inner : dict.entries().values()) {
            holds = holdsTensor(inner, depth + 1) || holds;
        }
        holding.put(dict, holds);
        return holds;
    }

    private void add(String prefix, Dict dict, int depth) {
        if (dict.repeated() != null) {
            throw new PickleFault("a dictionary has the key " + Quoted.of(dict.repeated()) + " twice");
        }
        path.put(dict, true);
        for (Map.Entry<String, PickleValue> entry : dict.entries().entrySet()) {
            String name = prefix + entry.getKey();
            count(name, depth);
            Dict inner = dict(entry.getValue());
            boolean ofTraining = everything && depth == 0 && ofTraining(entry.getKey());
            if (inner != null && !ofTraining && !path.containsKey(inner) && holdsTensor(inner, depth)) {
                add(name + ".", inner, depth + 1);
            } else if (entry.getValue() instanceof UnreadTensor unread) {
                throw new PickleFault("the tensor " + Quoted.of(name) + " is of a kind that is not read ("
                        + unread.kind().shown() + "); convert it in Python, for example with " + conversion(unread));
            } else if (!(entry.getValue() instanceof StoredTensor tensor)) {
                leftOut.add(name);
            } else if (tensors.put(name, tensor) != null) {
                throw new PickleFault("two tensors have the name " + Quoted.of(name));
            }
        }
        dict.oddKeys().forEach(odd -> leftOut.add(prefix + odd));
        path.remove(dict);
    }

    private static String conversion(UnreadTensor unread) {
        String kind = unread.kind().shown();
        return kind.contains("sparse") ? ".to_dense()" : kind.contains("qtensor") ? ".dequantize()" : ".float()";
    }

    private static boolean ofTraining(String key) {
        return TRAINING_KEYS.stream().anyMatch(key.toLowerCase(Locale.ROOT)::startsWith);
    }

    private void count(String name, int depth) {
        characters += name.length();
        if (++visited > MAX_NAMES || depth > MAX_DEPTH || name.length() > MAX_NAME || characters > MAX_CHARACTERS) {
            throw new PickleFault("its dictionaries have more than " + MAX_NAMES + " names, one longer than " + MAX_NAME
                    + ", or are nested more than " + MAX_DEPTH + " deep");
        }
    }

    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    List<String> leftOut() {
        return leftOut;
    }
}
