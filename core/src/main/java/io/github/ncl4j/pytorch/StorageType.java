package io.github.ncl4j.pytorch;

import io.github.ncl4j.torch.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PyTorch's classes of flat typed memory, which tensors are views of. Their Python names are {@code torch.DoubleStorage} and so on. */
enum StorageType implements PickleValue {
    DOUBLE("DoubleStorage", ElementType.F64),
    FLOAT("FloatStorage", ElementType.F32),
    HALF("HalfStorage", ElementType.F16),
    BFLOAT16("BFloat16Storage", ElementType.BF16),
    LONG("LongStorage", ElementType.I64),
    INT("IntStorage", ElementType.I32),
    SHORT("ShortStorage", ElementType.I16),
    CHAR("CharStorage", ElementType.I8),
    BYTE("ByteStorage", ElementType.U8),
    BOOL("BoolStorage", ElementType.BOOL);

    /** The Python module of all of them. */
    static final String MODULE = "torch";

    private final String className;
    private final ElementType elementType;

    StorageType(String className, ElementType elementType) {
        this.className = className;
        this.elementType = elementType;
    }

    static StorageType of(ElementType elementType) {
        for (StorageType type : values()) {
            if (type.elementType == elementType) {
                return type;
            }
        }
        throw new IllegalArgumentException("PyTorch has no storage of type " + elementType);
    }

    static @Nullable StorageType named(Global global) {
        for (StorageType type : values()) {
            if (type.className.equals(global.name()) && global.module().equals(MODULE)) {
                return type;
            }
        }
        return null;
    }

    @Override
    public PickleValue called(List<PickleValue> arguments) {
        return new Opaque(new Global(MODULE, className));
    }

    String className() {
        return className;
    }

    ElementType elementType() {
        return elementType;
    }
}
