package io.github.ncl4j.pytorch;

import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The named tensors of a file in the format of PyTorch or in safetensors: its content decides which, not its name.
 *
 * @param tensors by the names in the file, of the innermost open scope
 * @param leftOut the names of what else the file holds
 */
public record WeightFile(Map<String, Tensor> tensors, List<String> leftOut) {

    /** The key in a safetensors header that only checkpoints of this project have. */
    private static final String OWN_VERSION = "format_version";

    /**
     * Whether a file is one of {@code torch.save}.
     *
     * @throws SafetensorsException if there is no such file, or it is of a kind that holds no weights
     */
    public static boolean isTorchFile(Path path) {
        FileKind kind = kind(path);
        return switch (kind) {
            case PYTORCH, PICKLE, ZIP -> true;
            case SAFETENSORS, UNKNOWN -> false;
            default ->
                throw new SafetensorsException(
                        path + ": this is no safetensors file and no file of torch.save, but " + kind.description());
        };
    }

    private static FileKind kind(Path path) {
        try {
            return FileKind.of(path);
        } catch (NoSuchFileException e) {
            throw new SafetensorsException(path + ": there is no such file", e);
        } catch (IOException e) {
            throw new SafetensorsException(path + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a file is a checkpoint of this project, which has more than a network's weights. */
    public static boolean isCheckpoint(SafetensorsFile file) {
        return file.metadata().containsKey(OWN_VERSION);
    }

    /**
     * Reads all tensors.
     *
     * @param key the entry of a file of PyTorch with the tensors; null for the usual ones, see {@link TorchFile#open(Path)}
     * @throws TorchFileException see {@link TorchFile#open(Path)}
     * @throws SafetensorsException if the file is missing, damaged, of another kind, or a checkpoint of this project
     */
    public static WeightFile read(Path path, @Nullable String key) {
        if (isTorchFile(path)) {
            try (TorchFile file = TorchFile.open(path, key)) {
                return new WeightFile(file.tensors(), file.leftOut());
            }
        }
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            if (isCheckpoint(file)) {
                throw new SafetensorsException(path + ": is a checkpoint of ncl4j already");
            }
            if (key != null) {
                throw new SafetensorsException(
                        path + ": is a safetensors file, whose tensors are in no entry; name none");
            }
            if (file.tensors().isEmpty()) {
                throw new SafetensorsException(path + ": holds no tensor");
            }
            return new WeightFile(file.tensors(name -> true), List.of());
        }
    }
}
