package io.github.ncl4j.app;

import io.github.ncl4j.image.FileKind;
import io.github.ncl4j.model.CheckpointKind;
import io.github.ncl4j.run.RunDirectory;
import io.github.ncl4j.torch.SafetensorsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a user may name where a checkpoint is wanted. */
final class CheckpointArgument {

    private CheckpointArgument() {}

    /**
     * The file itself, or a run directory's last checkpoint.
     *
     * @throws SafetensorsException if the file is of another kind than a checkpoint; the message names it, and the way from it to
     *     a checkpoint where there is one
     */
    static Path resolve(Path runOrCheckpoint) {
        Path checkpoint =
                Files.isDirectory(runOrCheckpoint) ? RunDirectory.lastCheckpoint(runOrCheckpoint) : runOrCheckpoint;
        try {
            CheckpointKind.require(checkpoint);
        } catch (SafetensorsException e) {
            throw new SafetensorsException(e.getMessage() + remedy(CheckpointKind.of(checkpoint)), e);
        }
        return checkpoint;
    }

    private static String remedy(FileKind kind) {
        return switch (kind) {
            case PYTORCH, PICKLE -> "; 'model import' with --config makes a checkpoint of it";
            case ONNX -> "; name the checkpoint that it was exported from";
            case TEXT -> "; name a run's folder, or a file of its folder 'checkpoints'";
            default -> "";
        };
    }
}
