package io.github.ncl4j.pytorch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Python classes and functions that a pickle may name and call, beside {@link StorageType}. What each makes is written here. */
enum AllowedClass implements PickleValue {
    ORDERED_DICT("collections", "OrderedDict"),
    /** In the state of a multi-step schedule. */
    COUNTER("collections", "Counter"),
    SIZE("torch", "Size"),
    DEVICE("torch", "device"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor"),
    REBUILD_TENSOR_V2("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
    /** In files whose accuracies are numbers of NumPy. */
    NUMPY_SCALAR("numpy.core.multiarray", "scalar"),
    /** Its name in NumPy 2. */
    NUMPY2_SCALAR("numpy._core.multiarray", "scalar"),
    NUMPY_DTYPE("numpy", "dtype"),
    /** How protocol 2 writes the bytes of a NumPy number. */
    ENCODE("_codecs", "encode");

    private final String module;
    private final String className;

    AllowedClass(String module, String className) {
        this.module = module;
        this.className = className;
    }

    static @Nullable AllowedClass named(String module, String className) {
        for (AllowedClass allowed : values()) {
            if (allowed.module.equals(module) && allowed.className.equals(className)) {
                return allowed;
            }
        }
        return null;
    }

    /** What a call in the pickle stands for. */
    PickleValue call(List<PickleValue> arguments) {
        return switch (this) {
            case ORDERED_DICT -> dict(arguments);
            case COUNTER -> arguments.isEmpty() ? new Dict() : as(Dict.class, arguments, 0);
            case SIZE -> as(Items.class, arguments, 0);
            case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> tensor(arguments);
            case REBUILD_PARAMETER -> as(StoredTensor.class, arguments, 0);
            case DEVICE, NUMPY_SCALAR, NUMPY2_SCALAR, NUMPY_DTYPE, ENCODE -> new Opaque(module + "." + className);
        };
    }

    /** Python 2 wrote the items as an argument, a list of pairs. */
    private Dict dict(List<PickleValue> arguments) {
        Dict dict = new Dict();
        if (!arguments.isEmpty()) {
            for (PickleValue pair : as(Items.class, arguments, 0).values()) {
                if (!(pair instanceof Items items) || items.values().size() != 2) {
                    throw wrongArgument(0);
                }
                dict.put(items.values().get(0), items.values().get(1));
            }
        }
        return dict;
    }

    private StoredTensor tensor(List<PickleValue> arguments) {
        long offset = whole(as(Whole.class, arguments, 1), 1);
        return new StoredTensor(as(Storage.class, arguments, 0), offset, wholes(arguments, 2), wholes(arguments, 3));
    }

    private List<Long> wholes(List<PickleValue> arguments, int index) {
        return as(Items.class, arguments, index).values().stream()
                .map(value -> whole(value, index))
                .toList();
    }

    private long whole(PickleValue value, int index) {
        if (value instanceof Whole whole && whole.value().bitLength() < Long.SIZE) {
            return whole.value().longValue();
        }
        throw wrongArgument(index);
    }

    private <T extends PickleValue> T as(Class<T> type, List<PickleValue> arguments, int index) {
        if (index >= arguments.size() || !type.isInstance(arguments.get(index))) {
            throw wrongArgument(index);
        }
        return type.cast(arguments.get(index));
    }

    private PickleFault wrongArgument(int index) {
        return new PickleFault(
                module + "." + className + " is called with another argument " + (index + 1) + " than it takes");
    }
}
