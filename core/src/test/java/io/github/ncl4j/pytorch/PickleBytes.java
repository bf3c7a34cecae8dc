package io.github.ncl4j.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pickles put together opcode by opcode, also such as no Python would write. */
final class PickleBytes {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    PickleBytes() {
        raw(0x80, 2);
    }

    /** Appends bytes. */
    PickleBytes raw(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** Appends characters, which many opcodes are. */
    PickleBytes ascii(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    /** Appends another pickle's opcodes, without the protocol at its beginning. */
    PickleBytes append(PickleBytes value) {
        byte[] all = value.toBytes();
        bytes.write(all, 2, all.length - 2);
        return this;
    }

    PickleBytes global(String module, String name) {
        return ascii("c" + module + "\n" + name + "\n");
    }

    PickleBytes text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ascii("X").fourBytes(utf8.length).ascii(text);
    }

    PickleBytes fourBytes(int value) {
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
        return this;
    }

    PickleBytes whole(int value) {
        return ascii("J").fourBytes(value);
    }

    /** The call that makes a float32 tensor: storage key, its claimed length, and shape and strides in opcodes. */
    PickleBytes tensor(String key, int elements, int offset, int[] shape, int[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").ascii("((");
        text("storage")
                .global("torch", "FloatStorage")
                .text(key)
                .text("cpu")
                .whole(elements)
                .ascii("tQ");
        whole(offset).wholes(shape).wholes(strides);
        return raw(0x89).global("collections", "OrderedDict").ascii(")RtR");
    }

    private PickleBytes wholes(int[] values) {
        ascii("(");
        for (int value : values) {
            whole(value);
        }
        return ascii("t");
    }

    /** With the opcode that ends it. */
    byte[] end() {
        return ascii(".").toBytes();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    /** A file in the legacy format around an object; behind it come the bytes of the storages' list and data. */
    static Path legacy(Path file, byte[] object, byte... rest) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] magic = {
            (byte) 0x80,
            2,
            (byte) 0x8a,
            10,
            0x6c,
            (byte) 0xfc,
            (byte) 0x9c,
            0x46,
            (byte) 0xf9,
            0x20,
            0x6a,
            (byte) 0xa8,
            0x50,
            0x19,
            '.'
        };
        out.writeBytes(magic);
        out.writeBytes(new PickleBytes().ascii("M").raw(0xe9, 3).end());
        out.writeBytes(new PickleBytes()
                .ascii("}")
                .text("little_endian")
                .raw(0x88)
                .ascii("s")
                .end());
        out.writeBytes(object);
        out.writeBytes(rest);
        return Files.write(file, out.toByteArray());
    }

    /** A file in the zip format, compressed, with four zero bytes as the storage 0. */
    static Path zip(Path file, byte[] object) throws IOException {
        return zip(file, object, new byte[4]);
    }

    /** A file in the zip format, compressed, with the storage 0. */
    static Path zip(Path file, byte[] object, byte[] storage) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("x/data.pkl"));
            zip.write(object);
            zip.putNextEntry(new ZipEntry("x/data/0"));
            zip.write(storage);
        }
        return file;
    }
}
