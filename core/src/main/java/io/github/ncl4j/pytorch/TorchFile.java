package io.github.ncl4j.pytorch;

import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.torch.Engine;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An open file of PyTorch ({@code .pt}, {@code .pth}, {@code .th}, {@code .tar}, {@code .ckpt}, {@code .bin}), in the zip format
 * or the legacy one. A pickle in it is read as data: tensors, numbers and texts in dictionaries, lists and tuples. It can run
 * nothing. Of an object of any other class only the name is kept, and the object is left out. All is checked before a tensor is
 * read, so a hostile file cannot make this class allocate more than a few times the file's size.
 */
public final class TorchFile implements AutoCloseable {

    private static final int CHUNK = 1 << 20;

    /** Tensors may share storages; a file in which they do more than this is made to fill memory or disk. */
    private static final long MAX_SHARING = 16;

    private final Path path;
    private final TorchArchive archive;
    private final TensorSelection selection;

    private TorchFile(Path path, TorchArchive archive, TensorSelection selection) {
        this.path = path;
        this.archive = archive;
        this.selection = selection;
    }

    /**
     * Opens a file for the tensors of its model: those of its entry {@code state_dict}, {@code model_state_dict} or {@code
     * model}, or without such an entry all of them.
     *
     * @throws TorchFileException if the file is missing, damaged, asks for what is not allowed, or has no tensors there
     */
    public static TorchFile open(Path path) {
        return open(path, null);
    }

    /**
     * Opens a file for the tensors of one entry of its outermost dictionary.
     *
     * @param key the entry's name; null for the usual ones, see {@link #open(Path)}
     * @throws TorchFileException see {@link #open(Path)}
     */
    public static TorchFile open(Path path, @Nullable String key) {
        try {
            TorchArchive archive = archive(path);
            try {
                TensorSelection selection = TensorSelection.of(archive.root(), key);
                requireBounded(selection, archive);
                return new TorchFile(path, archive, selection);
            } catch (RuntimeException e) {
                archive.close();
                throw e;
            }
        } catch (PickleFault e) {
            throw new TorchFileException(path + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new TorchFileException(path + ": there is no such file", e);
        } catch (EOFException e) {
            throw new TorchFileException(path + ": the file is cut short; use another copy", e);
        } catch (ZipException e) {
            throw new TorchFileException(
                    path + ": the file is cut short or damaged (" + e.getMessage() + "); use another copy", e);
        } catch (IOException e) {
            throw new TorchFileException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static TorchArchive archive(Path path) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(path)) {
            start = in.readNBytes(2);
        }
        if (start.length == 2 && start[0] == 'P' && start[1] == 'K') {
            return ZipArchive.open(path);
        }
        if (start.length == 2 && (start[0] & 0xff) == Opcode.PROTO.code()) {
            return LegacyArchive.open(path);
        }
        FileKind kind = FileKind.of(path);
        throw new PickleFault(
                kind == FileKind.UNKNOWN
                        ? "it is no file of torch.save: it begins neither as a zip file nor as a pickle"
                        : "it is no file of torch.save, but " + kind.description());
    }

    private static void requireBounded(TensorSelection selection, TorchArchive archive) {
        long stored = 0;
        for (PickleValue.Storage storage : archive.storages().values()) {
            stored += storage.bytes();
        }
        long left = MAX_SHARING * stored;
        for (StoredTensor tensor : selection.tensors().values()) {
            left -= Math.min(tensor.bytes(), Long.MAX_VALUE / 2);
            if (left < 0) {
                throw new PickleFault("its tensors repeat the " + stored + " bytes that the file holds more than "
                        + MAX_SHARING + " times");
            }
        }
    }

    /** What the file holds beside the tensors, by name. */
    public List<String> leftOut() {
        return List.copyOf(selection.leftOut());
    }

    /**
     * All tensors, on the CPU, by the names and in the order of the file. Tensors that share memory in the file do so here, and
     * keep their strides.
     *
     * @throws TorchFileException if the file is damaged
     */
    public Map<String, Tensor> tensors() {
        Engine.start();
        Map<PickleValue.Storage, Tensor> storages = new LinkedHashMap<>();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        selection.tensors().forEach((name, stored) -> {
            Tensor storage = storages.computeIfAbsent(stored.storage(), this::read);
            tensors.put(name, view(storage, stored));
        });
        return tensors;
    }

    private static Tensor view(Tensor storage, StoredTensor stored) {
        return torch.as_strided(
                storage, array(stored.shape()), array(stored.strides()), new LongOptional(stored.offset()));
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private Tensor read(PickleValue.Storage storage) {
        torch.ScalarType type = storage.type().elementType().scalarType();
        Tensor tensor = torch.empty(new long[] {storage.elements()}, new TensorOptions(type), null);
        try (InputStream in = archive.open(storage);
                Pointer data = tensor.data_ptr();
                BytePointer target = new BytePointer(data)) {
            for (long offset = 0; offset < storage.bytes(); offset += CHUNK) {
                byte[] chunk = in.readNBytes((int) Math.min(CHUNK, storage.bytes() - offset));
                if (offset + chunk.length < Math.min(offset + CHUNK, storage.bytes())) {
                    throw new EOFException("its data end early");
                }
                target.position(offset).put(chunk, 0, chunk.length);
            }
        } catch (IOException e) {
            throw new TorchFileException(
                    path + ": the storage " + Quoted.of(storage.key()) + " cannot be read: " + e.getMessage(), e);
        }
        return tensor;
    }

    /** Closes the file; tensors already read stay valid. */
    @Override
    public void close() {
        try {
            archive.close();
        } catch (IOException e) {
            throw new TorchFileException(path + ": cannot be closed: " + e.getMessage(), e);
        }
    }
}
