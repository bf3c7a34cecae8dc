package io.github.ncl4j.run;

import io.github.ncl4j.file.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints from which a run can go on: {@code last.safetensors}, and before it those that were the last once, named by
 * where they stand: {@code epoch-3.safetensors} after epoch 3, {@code epoch-4-step-200.safetensors} within the epoch that follows.
 *
 * @param folder of the checkpoints
 */
record KeptCheckpoints(Path folder) {

    private static final Pattern DRAFT =
            Pattern.compile("(?:last|best-ensemble|best-single|epoch-\\d{1,9}(?:-step-\\d{1,9})?)"
                    + Pattern.quote(".safetensors" + AtomicFile.DRAFT));

    private static final Pattern NAME = Pattern.compile("epoch-(\\d{1,9})(?:-step-(\\d{1,9}))?\\.safetensors");

    /** A checkpoint before the last. */
    private record Earlier(Path path, long epoch, long step) {

        /** As {@link Progress} has it: the epoch of the next step, and the steps taken in it. */
        static Stream<Earlier> of(Path path) {
            Matcher name = NAME.matcher(path.getFileName().toString());
            if (!name.matches()) {
                return Stream.empty();
            }
            long epoch = Long.parseLong(name.group(1));
            String step = name.group(2);
            return Stream.of(
                    step == null ? new Earlier(path, epoch + 1, 0) : new Earlier(path, epoch, Long.parseLong(step)));
        }

        boolean isAfter(Progress progress) {
            return epoch > progress.epoch() || (epoch == progress.epoch() && step > progress.step());
        }
    }

    /** The last one, whether or not it exists. */
    Path last() {
        return folder.resolve("last.safetensors");
    }

    /** Those that exist, the last first; empty without the folder. */
    List<Path> newestFirst() {
        List<Path> paths = new ArrayList<>();
        if (Files.exists(last())) {
            paths.add(last());
        }
        earlierNewestFirst().forEach(earlier -> paths.add(earlier.path()));
        return paths;
    }

    private List<Earlier> earlierNewestFirst() {
        return list().stream()
                .flatMap(Earlier::of)
                .sorted(Comparator.comparingLong(Earlier::epoch)
                        .thenComparingLong(Earlier::step)
                        .reversed())
                .toList();
    }

    private List<Path> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * Gives the last one, if it is there, the name of where it stands, so that it stays when it is replaced. It has its own name too
     * until then, except on file systems that know no second names.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    void keepLast(Progress standsAt) {
        if (!Files.exists(last())) {
            return;
        }
        Path name = folder.resolve(
                standsAt.step() == 0
                        ? "epoch-" + (standsAt.epoch() - 1) + ".safetensors"
                        : "epoch-" + standsAt.epoch() + "-step-" + standsAt.step() + ".safetensors");
        try {
            Files.deleteIfExists(name);
            try {
                Files.createLink(name, last());
            } catch (UnsupportedOperationException | FileSystemException e) {
                Files.move(last(), name, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(last() + ": cannot be kept as " + name + ": " + e.getMessage(), e);
        }
    }

    /** Removes all but the newest of those before the last. */
    void removeAllButEarlier(int count) {
        List<Earlier> earlier = earlierNewestFirst();
        earlier.subList(Math.min(count, earlier.size()), earlier.size()).forEach(old -> delete(old.path()));
    }

    /** Removes those before the last that stand where a run which goes on from here has yet to come. */
    void removeAfter(Progress here) {
        earlierNewestFirst().stream().filter(earlier -> earlier.isAfter(here)).forEach(old -> delete(old.path()));
    }

    /** Removes what writers that died left half-written, the best checkpoints' among it. */
    void removeDrafts() {
        Predicate<Path> draft =
                file -> DRAFT.matcher(file.getFileName().toString()).matches();
        list().stream().filter(draft).forEach(KeptCheckpoints::delete);
    }

    /**
     * Removes a file of a run, if it is there.
     *
     * @throws UncheckedIOException if the disk refuses
     */
    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be removed: " + e.getMessage(), e);
        }
    }
}
