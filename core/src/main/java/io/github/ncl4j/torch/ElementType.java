package io.github.ncl4j.torch;

import org.bytedeco.pytorch.global.torch;

/** The element types of safetensors files, under the names that the format gives them. */
public enum ElementType {
    /** 64-bit float. */
    F64(8, torch.ScalarType.Double),
    /** 32-bit float. */
    F32(4, torch.ScalarType.Float),
    /** 16-bit float. */
    F16(2, torch.ScalarType.Half),
    /** 16-bit brain float. */
    BF16(2, torch.ScalarType.BFloat16),
    /** 64-bit signed integer. */
    I64(8, torch.ScalarType.Long),
    /** 32-bit signed integer. */
    I32(4, torch.ScalarType.Int),
    /** 16-bit signed integer. */
    I16(2, torch.ScalarType.Short),
    /** 8-bit signed integer. */
    I8(1, torch.ScalarType.Char),
    /** 8-bit unsigned integer. */
    U8(1, torch.ScalarType.Byte),
    /** One byte per truth value. */
    BOOL(1, torch.ScalarType.Bool);

    private final int bytes;
    private final torch.ScalarType scalarType;

    ElementType(int bytes, torch.ScalarType scalarType) {
        this.bytes = bytes;
        this.scalarType = scalarType;
    }

    /** Size of one element. */
    public int bytes() {
        return bytes;
    }

    /** The engine's name for the type. */
    public torch.ScalarType scalarType() {
        return scalarType;
    }

    /**
     * The type under the engine's name.
     *
     * @throws IllegalArgumentException if safetensors files do not have it
     */
    public static ElementType of(torch.ScalarType scalarType) {
        for (ElementType type : values()) {
            // Generated enums of one value may be distinct objects, so their numbers are compared.
            if (type.scalarType.value == scalarType.value) {
                return type;
            }
        }
        throw new IllegalArgumentException("safetensors files cannot hold tensors of type " + scalarType);
    }
}
