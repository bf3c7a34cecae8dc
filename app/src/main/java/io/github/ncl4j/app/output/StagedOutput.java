package io.github.ncl4j.app.output;

import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;

/**
 * A file or folder that comes into being whole or not at all: it is written beside its place, under another name, and then
 * renamed. Closed without {@link #finish}, or ended by a signal, nothing of it stays.
 */
public final class StagedOutput implements AutoCloseable {

    private final Path place;
    private final Path draft;
    private final DraftCleanup deletion;

    private StagedOutput(Path place, Path draft) {
        this.place = place;
        this.draft = draft;
        deletion = new DraftCleanup(draft);
    }

    /**
     * Chooses the place.
     *
     * @param place where the output will be; the folders above are made
     * @throws UserException if there is something already
     */
    public static StagedOutput at(Path place) throws IOException {
        if (Files.exists(place)) {
            throw new UserException(place + " exists already; name another output, or remove it");
        }
        Path parent = Objects.requireNonNull(place.toAbsolutePath().normalize().getParent());
        Files.createDirectories(parent);
        return new StagedOutput(place, parent.resolve("." + place.getFileName() + "-" + UUID.randomUUID()));
    }

    /**
     * Chooses the place of a file that is written anew, and stays as it is until then.
     *
     * @param place an existing file; of a link, the file that it leads to
     */
    public static StagedOutput instead(Path place) throws IOException {
        Path file = place.toRealPath();
        return new StagedOutput(file, file.resolveSibling("." + file.getFileName() + "-" + UUID.randomUUID()));
    }

    /** Where to write; nothing is there yet. */
    public Path draft() {
        return draft;
    }

    /** Puts what was written in its place. */
    public void finish() throws IOException {
        finish(() -> Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Puts what was written in its place in another way, which no signal interrupts. */
    void finish(DraftCleanup.Move move) throws IOException {
        deletion.move(move);
    }

    @Override
    public void close() throws IOException {
        try (deletion) {
            deletion.delete();
        }
    }
}
