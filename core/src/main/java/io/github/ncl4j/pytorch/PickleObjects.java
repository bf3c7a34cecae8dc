package io.github.ncl4j.pytorch;

import io.github.ncl4j.pytorch.PickleValue.Global;
import io.github.ncl4j.pytorch.PickleValue.Items;
import io.github.ncl4j.pytorch.PickleValue.Storage;
import io.github.ncl4j.pytorch.PickleValue.Text;
import io.github.ncl4j.pytorch.PickleValue.UnreadTensor;
import io.github.ncl4j.pytorch.PickleValue.Whole;
import java.util.List;
import java.util.Map;

/** The values that stand for a pickle's classes, calls and persistent ids. */
final class PickleObjects {

    private static final int LONGEST_KEY = 1_000;
    private static final int SMALL = 256;

    private final Map<String, Storage> storages;
    private final Whole[] small = new Whole[SMALL];

    /**
     * Prepares.
     *
     * @param storages to which those that persistent ids name are added, by key
     */
    PickleObjects(Map<String, Storage> storages) {
        this.storages = storages;
        for (int i = 0; i < SMALL; i++) {
            small[i] = new Whole(i);
        }
    }

    /** A shared value: lists of small numbers are common. */
    Whole small(int value) {
        return small[value];
    }

    /** The class of that name if it makes tensors, or else its name. */
    static PickleValue known(Global global) {
        StorageType type = StorageType.named(global);
        if (type != null) {
            return type;
        }
        AllowedClass allowed = AllowedClass.named(global);
        return allowed == null ? global : allowed;
    }

    /** The value of a call: of a function that is not known, an object of that name. */
    static PickleValue call(PickleValue callee, List<PickleValue> arguments, long position) {
        PickleValue value = callee.called(arguments);
        if (value == null) {
            throw new PickleFault("the call at byte " + position + " is not allowed");
        }
        return value;
    }

    /**
     * A storage, or in files before PyTorch 1.6 the class of a module, beside which the persistent id has its source code.
     *
     * @throws PickleFault if it is neither
     */
    PickleValue persistent(PickleValue id) {
        if (id instanceof Items items && items.values().size() >= 2) {
            List<PickleValue> parts = items.values();
            if (parts.get(0).equals(new Text("module"))) {
                return parts.get(1);
            }
            if (parts.size() >= 5
                    && parts.get(0).equals(new Text("storage"))
                    && parts.get(2) instanceof Text key
                    && key.value().length() <= LONGEST_KEY
                    && parts.get(4) instanceof Whole whole
                    && whole.value() >= 0) {
                return storage(parts, key.value(), whole.value());
            }
        }
        throw new PickleFault("a persistent id is no storage");
    }

    private PickleValue storage(List<PickleValue> parts, String key, long elements) {
        if (parts.get(1) instanceof Global unknown) {
            return new UnreadTensor(unknown);
        }
        if (!(parts.get(1) instanceof StorageType type)) {
            throw new PickleFault("a persistent id is no storage");
        }
        if (parts.size() > 5 && parts.get(5) != PickleValue.Constant.NONE) {
            throw new PickleFault("views of storages are not read; load the file in Python and save it again");
        }
        Storage storage = new Storage(key, type, elements);
        Storage before = storages.putIfAbsent(key, storage);
        if (before != null && !before.equals(storage)) {
            throw new PickleFault("the storage " + Quoted.of(key) + " is described in two ways");
        }
        return before == null ? storage : before;
    }
}
