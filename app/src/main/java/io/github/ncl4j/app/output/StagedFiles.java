package io.github.ncl4j.app.output;

import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Files and folders that come into being together, in a folder that may hold other things: they are written into a draft
 * folder there and then moved, all or none. Closed without {@link #finish}, or ended by a signal, nothing of them stays.
 */
public final class StagedFiles implements AutoCloseable {

    private final Path folder;
    private final List<String> names;
    private final StagedOutput drafts;

    private StagedFiles(Path folder, List<String> names, StagedOutput drafts) {
        this.folder = folder;
        this.names = names;
        this.drafts = drafts;
    }

    /**
     * Chooses the place.
     *
     * @param folder made where it is missing, with the folders above
     * @param names what will be in it
     * @throws UserException if there is something of one of these names already
     */
    public static StagedFiles in(Path folder, List<String> names) throws IOException {
        requireNew(folder, names);
        StagedOutput drafts = StagedOutput.at(folder.resolve(names.get(0)));
        try {
            Files.createDirectory(drafts.draft());
            return new StagedFiles(folder, List.copyOf(names), drafts);
        } catch (IOException e) {
            drafts.close();
            throw e;
        }
    }

    private static void requireNew(Path folder, List<String> names) {
        for (String name : names) {
            if (Files.exists(folder.resolve(name))) {
                throw new UserException(folder.resolve(name) + " exists already; name another output, or remove it");
            }
        }
    }

    /** The folder to write into; it is empty. */
    public Path draft() {
        return drafts.draft();
    }

    /** Puts what was written in its place. */
    public void finish() throws IOException {
        requireNew(folder, names);
        drafts.finish(this::moveAll);
    }

    private void moveAll() throws IOException {
        for (int done = 0; done < names.size(); done++) {
            try {
                move(draft(), folder, names.get(done));
            } catch (IOException e) {
                for (String moved : names.subList(0, done)) {
                    move(folder, draft(), moved);
                }
                throw e;
            }
        }
    }

    private static void move(Path from, Path to, String name) throws IOException {
        Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        drafts.close();
    }
}
