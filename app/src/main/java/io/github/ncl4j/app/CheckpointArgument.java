package io.github.ncl4j.app;

import io.github.ncl4j.train.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a user may name where a checkpoint is wanted. */
final class CheckpointArgument {

    private CheckpointArgument() {}

    /** The file itself, or a run directory's last checkpoint. */
    static Path resolve(Path runOrCheckpoint) {
        return Files.isDirectory(runOrCheckpoint) ? RunDirectory.lastCheckpoint(runOrCheckpoint) : runOrCheckpoint;
    }
}
