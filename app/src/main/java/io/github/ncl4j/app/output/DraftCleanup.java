package io.github.ncl4j.app.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place where a command registers an unfinished file or folder: Ctrl-C and SIGTERM end the process without its {@code finally}
 * blocks, and this object then deletes what is there, with everything beside it whose name begins with the same name.
 */
final class DraftCleanup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DraftCleanup.class);

    /** Much more than the process takes to end once its hooks are done. */
    private static final long END_SECONDS = 10;

    /** A thread at work may put something in a folder while it is emptied. */
    private static final int ATTEMPTS = 20;

    private final Path draft;
    private final Thread hook = new Thread(this::deleteForGood, "delete-on-signal");

    /**
     * Registers a draft until this object is closed.
     *
     * @param draft an absolute path that is nobody else's beginning; nothing need be there yet
     */
    DraftCleanup(Path draft) {
        this.draft = draft;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitEndOfProcess();
        }
    }

    /** Moves the draft to its place. A signal meanwhile waits for the move; after one, there is nothing to move. */
    synchronized void move(Move move) throws IOException {
        move.run();
    }

    /** The renaming that {@link #move} runs. */
    interface Move {
        void run() throws IOException;
    }

    private synchronized void deleteForGood() {
        try {
            moveAside();
            delete();
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** A thread that still writes into the folder by its name then fails, so nothing new appears in it. */
    private void moveAside() throws IOException {
        if (Files.isDirectory(draft)) {
            Files.move(draft, draft.resolveSibling(draft.getFileName() + "-" + UUID.randomUUID()));
        }
    }

    /** Deletes the draft, if there is one, and what lies beside it under a longer name. */
    synchronized void delete() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                for (Path found : found()) {
                    deleteTree(found);
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                if (attempt == ATTEMPTS) {
                    throw new IOException(draft + ": cannot be deleted: " + e.getMessage(), e);
                }
            }
        }
    }

    private List<Path> found() throws IOException {
        Path folder = Objects.requireNonNull(draft.getParent());
        String name = Objects.requireNonNull(draft.getFileName()).toString();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> String.valueOf(file.getFileName()).startsWith(name))) {
            files.forEach(found::add);
        } catch (NoSuchFileException e) {
            LOG.debug("there is no folder {} any more", folder);
        }
        return found;
    }

    private static void deleteTree(Path root) throws IOException {
        List<Path> leftovers;
        try (Stream<Path> files = Files.walk(root)) {
            leftovers = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path leftover : leftovers) {
            Files.deleteIfExists(leftover);
        }
    }

    /**
     * Ends the registration. If the process is ending, whatever failed in it for want of the draft is nobody's concern: the thread
     * stays here until the process is gone.
     */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            awaitEndOfProcess();
        }
    }

    private static void awaitEndOfProcess() {
        LOG.debug("the process is ending");
        try {
            TimeUnit.SECONDS.sleep(END_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
