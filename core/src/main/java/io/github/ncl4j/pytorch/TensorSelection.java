package io.github.ncl4j.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a file that belong to the model, by name, and the names of everything else. Names of dictionaries in
 * dictionaries are joined by dots.
 */
final class TensorSelection {

    /** Where training scripts put the model's tensors, beside the epoch, the optimizer and so on. */
    private static final List<String> USUAL_KEYS = List.of("state_dict", "model_state_dict", "model");

    private static final int MAX_NAMES = 100_000;
    private static final int MAX_NAME = 1_000;
    private static final int MAX_DEPTH = 100;
    private static final int SHOWN = 8;

    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private int visited;

    private TensorSelection() {}

    /**
     * Selects.
     *
     * @param key of the dictionary in the file's outermost one that has the tensors; null for the usual ones, and without
     *     these for everything
     * @throws PickleFault if there is no tensor there
     */
    static TensorSelection of(PickleValue root, @Nullable String key) {
        if (!(root instanceof PickleValue.Dict dict)) {
            throw new PickleFault("it holds no dictionary of tensors; save a state_dict");
        }
        TensorSelection selection = new TensorSelection();
        String chosen = key == null ? usualKey(dict) : key;
        if (chosen == null) {
            selection.add("", dict, 0);
        } else if (dict.entries().get(chosen) instanceof PickleValue.Dict inner) {
            dict.entries().keySet().stream()
                    .filter(name -> !name.equals(chosen))
                    .forEach(selection.leftOut::add);
            selection.add("", inner, 0);
        } else {
            throw new PickleFault("it has no dictionary " + Quoted.of(chosen) + ", but " + shown(dict));
        }
        if (selection.tensors.isEmpty()) {
            throw new PickleFault("there is no tensor among " + shown(dict));
        }
        return selection;
    }

    private static @Nullable String usualKey(PickleValue.Dict dict) {
        return USUAL_KEYS.stream()
                .filter(key -> dict.entries().get(key) instanceof PickleValue.Dict)
                .findFirst()
                .orElse(null);
    }

    private static String shown(PickleValue.Dict dict) {
        List<String> names =
                dict.entries().keySet().stream().limit(SHOWN).map(Quoted::plain).toList();
        return String.join(", ", names) + (dict.entries().size() > SHOWN ? ", ..." : "");
    }

    private void add(String prefix, PickleValue.Dict dict, int depth) {
        for (Map.Entry<String, PickleValue> entry : dict.entries().entrySet()) {
            String name = prefix + entry.getKey();
            if (++visited > MAX_NAMES || depth > MAX_DEPTH || name.length() > MAX_NAME) {
                throw new PickleFault("its dictionaries have more than " + MAX_NAMES + " names, one longer than "
                        + MAX_NAME + ", or are nested more than " + MAX_DEPTH + " deep");
            }
            if (entry.getValue() instanceof PickleValue.Dict inner) {
                add(name + ".", inner, depth + 1);
            } else if (!(entry.getValue() instanceof StoredTensor tensor)) {
                leftOut.add(name);
            } else if (tensors.put(name, tensor) != null) {
                throw new PickleFault("two tensors have the name " + Quoted.of(name));
            }
        }
    }

    Map<String, StoredTensor> tensors() {
        return tensors;
    }

    List<String> leftOut() {
        return leftOut;
    }
}
