package io.github.ncl4j.pytorch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Python classes and functions that make tensors and dictionaries of them, beside {@link StorageType}. The result of a call
 * is written here; a call of anything else makes an {@link PickleValue.Opaque}.
 */
enum AllowedClass implements PickleValue {
    ORDERED_DICT("collections", "OrderedDict"),
    DEFAULT_DICT("collections", "defaultdict"),
    SIZE("torch", "Size"),
    REBUILD_TENSOR("torch._utils", "_rebuild_tensor"),
    REBUILD_TENSOR_V2("torch._utils", "_rebuild_tensor_v2"),
    REBUILD_PARAMETER("torch._utils", "_rebuild_parameter"),
    /** Of a parameter with attributes. */
    REBUILD_PARAMETER_WITH_STATE("torch._utils", "_rebuild_parameter_with_state"),
    /** Of a tensor with attributes, or of a subclass: it is called with another of these functions and its arguments. */
    REBUILD_FROM_TYPE("torch._tensor", "_rebuild_from_type_v2");

    private final String module;
    private final String className;

    AllowedClass(String module, String className) {
        this.module = module;
        this.className = className;
    }

    static @Nullable AllowedClass named(Global global) {
        for (AllowedClass allowed : values()) {
            if (allowed.className.equals(global.name()) && allowed.module.equals(global.module())) {
                return allowed;
            }
        }
        return null;
    }

    /** How many elements of its arguments a call copies: arguments may be called upon again and again. */
    long copies(List<PickleValue> arguments) {
        return switch (this) {
            case ORDERED_DICT -> size(arguments, 0);
            case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> size(arguments, 2) + size(arguments, 3);
            case REBUILD_FROM_TYPE ->
                arguments.size() > 2 && arguments.get(2) instanceof Items inner
                        ? size(inner.values(), 2) + size(inner.values(), 3)
                        : 0;
            case DEFAULT_DICT, SIZE, REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE -> 0;
        };
    }

    private static long size(List<PickleValue> arguments, int index) {
        return index < arguments.size() && arguments.get(index) instanceof Items items
                ? items.values().size()
                : 0;
    }

    /** The result of a call in the pickle. */
    @Override
    public PickleValue called(List<PickleValue> arguments) {
        return switch (this) {
            case ORDERED_DICT -> dict(arguments);
            case DEFAULT_DICT -> new Dict();
            case SIZE -> as(Items.class, arguments, 0);
            case REBUILD_TENSOR, REBUILD_TENSOR_V2 -> tensor(arguments);
            case REBUILD_PARAMETER, REBUILD_PARAMETER_WITH_STATE ->
                !arguments.isEmpty() && arguments.get(0) instanceof UnreadTensor unread
                        ? unread
                        : as(StoredTensor.class, arguments, 0);
            case REBUILD_FROM_TYPE -> fromType(arguments);
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

    private PickleValue fromType(List<PickleValue> arguments) {
        AllowedClass function = as(AllowedClass.class, arguments, 0);
        if (function != REBUILD_TENSOR && function != REBUILD_TENSOR_V2) {
            return new UnreadTensor(new Global(function.module, function.className));
        }
        return function.called(as(Items.class, arguments, 2).values());
    }

    private PickleValue tensor(List<PickleValue> arguments) {
        if (!arguments.isEmpty() && arguments.get(0) instanceof UnreadTensor unread) {
            return unread;
        }
        long offset = as(Whole.class, arguments, 1).value();
        return new StoredTensor(as(Storage.class, arguments, 0), offset, wholes(arguments, 2), wholes(arguments, 3));
    }

    private List<Long> wholes(List<PickleValue> arguments, int index) {
        List<PickleValue> values = as(Items.class, arguments, index).values();
        if (values.size() > StoredTensor.MAX_DIMENSIONS) {
            throw new PickleFault("a tensor has " + values.size() + " dimensions");
        }
        return values.stream()
                .map(value -> {
                    if (value instanceof Whole whole) {
                        return whole.value();
                    }
                    throw wrongArgument(index);
                })
                .toList();
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
