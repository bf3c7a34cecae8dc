package io.github.ncl4j.pytorch;

import org.jspecify.annotations.Nullable;

/**
 * The opcodes of Python's pickle format, protocols 2 to 5 (CPython's {@code Lib/pickletools.py}), that {@code torch.save}
 * uses. Extensions, buffers outside the pickle, and the text forms of protocols 0 and 1 are not here, and refused.
 */
enum Opcode {
    PROTO(0x80),
    FRAME(0x95),
    STOP('.'),
    MARK('('),
    POP('0'),
    POP_MARK('1'),
    NONE('N'),
    NEWTRUE(0x88),
    NEWFALSE(0x89),
    BININT('J'),
    BININT1('K'),
    BININT2('M'),
    LONG1(0x8a),
    LONG4(0x8b),
    BINFLOAT('G'),
    SHORT_BINSTRING('U'),
    BINSTRING('T'),
    SHORT_BINUNICODE(0x8c),
    BINUNICODE('X'),
    BINUNICODE8(0x8d),
    SHORT_BINBYTES('C'),
    BINBYTES('B'),
    BINBYTES8(0x8e),
    BYTEARRAY8(0x96),
    EMPTY_TUPLE(')'),
    TUPLE1(0x85),
    TUPLE2(0x86),
    TUPLE3(0x87),
    TUPLE('t'),
    EMPTY_LIST(']'),
    APPEND('a'),
    APPENDS('e'),
    EMPTY_DICT('}'),
    SETITEM('s'),
    SETITEMS('u'),
    GLOBAL('c'),
    STACK_GLOBAL(0x93),
    EMPTY_SET(0x8f),
    ADDITEMS(0x90),
    FROZENSET(0x91),
    REDUCE('R'),
    NEWOBJ(0x81),
    NEWOBJ_EX(0x92),
    INST('i'),
    OBJ('o'),
    BUILD('b'),
    BINPERSID('Q'),
    BINPUT('q'),
    LONG_BINPUT('r'),
    MEMOIZE(0x94),
    BINGET('h'),
    LONG_BINGET('j');

    private static final @Nullable Opcode[] BY_CODE = new @Nullable Opcode[256];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    /** The opcode of a byte in [0, 255], or null if that is not allowed. */
    static @Nullable Opcode of(int code) {
        return BY_CODE[code];
    }

    /** The opcode's byte. */
    int code() {
        return code;
    }
}
