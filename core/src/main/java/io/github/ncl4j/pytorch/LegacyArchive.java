package io.github.ncl4j.pytorch;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The format before PyTorch 1.6: pickles of a magic number, the protocol version, the machine, the object and the list of
 * storage keys; then, in that list's order, each storage's length as int64 and its elements.
 */
final class LegacyArchive implements TorchArchive {

    private static final BigInteger MAGIC_NUMBER = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL_VERSION = 1001;

    private final Path path;
    private final PickleValue root;
    private final Map<String, PickleValue.Storage> storages = new LinkedHashMap<>();

    /** First byte of each storage's elements, by key. */
    private final Map<String, Long> starts = new HashMap<>();

    private LegacyArchive(Path path, InputStream in) throws IOException {
        this.path = path;
        PickleInput input = new PickleInput(in, Files.size(path));
        requireMagicNumber(input);
        if (!(next(input) instanceof PickleValue.Whole version) || version.value() != PROTOCOL_VERSION) {
            throw new PickleFault("its format is not of version " + PROTOCOL_VERSION);
        }
        if (!(next(input) instanceof PickleValue.Dict machine)
                || machine.entries().get("little_endian") != PickleValue.Constant.TRUE) {
            throw new PickleFault("its byte order is not little-endian; only that is read");
        }
        root = PickleReader.read(input, storages);
        if (!(next(input) instanceof PickleValue.Items keys)) {
            throw new PickleFault("the list of storages is missing");
        }
        locate(keys, input.position());
    }

    static LegacyArchive open(Path path) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
            return new LegacyArchive(path, in);
        }
    }

    private static void requireMagicNumber(PickleInput input) throws IOException {
        String other =
                "it is a pickle, but torch.save has not written it; save the tensors with torch.save(model.state_dict(), FILE)";
        try {
            if (!(next(input) instanceof PickleValue.Large magic)
                    || !magic.value().equals(MAGIC_NUMBER)) {
                throw new PickleFault(other);
            }
        } catch (PickleFault e) {
            throw other.equals(e.getMessage()) ? e : new PickleFault(other + " (" + e.getMessage() + ")");
        }
    }

    /** A pickle beside the object: it has no storages. */
    private static PickleValue next(PickleInput input) throws IOException {
        Map<String, PickleValue.Storage> none = new HashMap<>();
        PickleValue value = PickleReader.read(input, none);
        if (!none.isEmpty()) {
            throw new PickleFault("there is a tensor where none belongs");
        }
        return value;
    }

    private void locate(PickleValue.Items keys, long firstByte) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long position = firstByte;
            for (PickleValue value : keys.values()) {
                String key = value instanceof PickleValue.Text text ? text.value() : "";
                PickleValue.Storage storage = storages.get(key);
                if (storage == null || starts.containsKey(key)) {
                    throw new PickleFault("the list of storages has " + Quoted.of(key) + ", which "
                            + (storage == null ? "no tensor uses" : "it had before"));
                }
                long elements = length(channel, position);
                position += Long.BYTES;
                requireWhole(storage, elements, channel.size() - position);
                starts.put(key, position);
                position += storage.bytes();
            }
        }
        if (starts.size() < storages.size()) {
            throw new PickleFault("the list of storages lacks some that tensors use");
        }
    }

    private static void requireWhole(PickleValue.Storage storage, long elements, long left) {
        String name = "the storage " + Quoted.of(storage.key());
        if (elements != storage.elements()) {
            throw new PickleFault(name + " claims " + storage.elements() + " elements, but has " + elements);
        }
        if (storage.bytes() > left) {
            throw new PickleFault(name + " needs " + storage.bytes() + " bytes, and " + left
                    + " are left in the file: it is cut short; use another copy");
        }
    }

    private static long length(FileChannel channel, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        return buffer.getLong(0);
    }

    @Override
    public PickleValue root() {
        return root;
    }

    @Override
    public Map<String, PickleValue.Storage> storages() {
        return Collections.unmodifiableMap(storages);
    }

    @Override
    public InputStream open(PickleValue.Storage storage) throws IOException {
        long start = Objects.requireNonNull(starts.get(storage.key()));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        return Channels.newInputStream(channel.position(start));
    }

    @Override
    public void close() {
        // Every stream has a channel of its own.
    }
}
