package io.github.ncl4j.model;

import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.torch.SafetensorsException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names a file that is no checkpoint for what it is, where the reader could only say that its header is wrong. */
public final class CheckpointKind {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointKind.class);

    private CheckpointKind() {}

    /** The kind of a file by its content; unknown if it cannot be read, which its reader will say. */
    public static FileKind of(Path file) {
        try {
            return FileKind.of(file);
        } catch (IOException e) {
            LOG.debug("{}: {}", file, e.getMessage());
            return FileKind.UNKNOWN;
        }
    }

    /**
     * Refuses a file that is of another kind than a checkpoint. Whether one that passes is whole only its reader can say.
     *
     * @throws SafetensorsException that names the kind
     */
    public static void require(Path file) {
        FileKind kind = of(file);
        if (kind != FileKind.SAFETENSORS && kind != FileKind.UNKNOWN) {
            throw new SafetensorsException(
                    file + ": is " + kind.description() + ", not a checkpoint of ncl4j (a safetensors file)");
        }
    }
}
