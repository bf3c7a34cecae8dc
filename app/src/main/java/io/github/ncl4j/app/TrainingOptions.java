package io.github.ncl4j.app;

import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.run.Resume;
import io.github.ncl4j.run.RunDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a training goes and where it begins. */
final class TrainingOptions {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss'Z'", Locale.ROOT);

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "the run directory (default: runs/NAME/TIME, in UTC; with --resume the run that is resumed)")
    private @Nullable Path output;

    @Option(
            names = "--resume",
            paramLabel = "auto|never|PATH",
            defaultValue = "never",
            converter = PathArgument.OrWord.class,
            description =
                    "auto goes on from the run directory's last checkpoint, or if that is damaged from the one before, without"
                            + " --output in the newest run of this name, and starts afresh if there is none; PATH is a"
                            + " checkpoint or a run directory")
    private String resume;

    /** The run directory; it need not exist. */
    Path output(ExperimentConfig config) {
        if (output != null) {
            return output;
        }
        Path runs = Path.of("runs").resolve(config.name());
        if (resume.equals("auto")) {
            Optional<Path> newest = newestResumable(runs);
            if (newest.isPresent()) {
                return newest.get();
            }
        } else if (!resume.equals("never")) {
            Path path = Path.of(resume);
            Path checkpoints = path.toAbsolutePath().getParent();
            if (Files.isDirectory(path)) {
                return path;
            } else if (checkpoints != null && checkpoints.endsWith("checkpoints") && checkpoints.getParent() != null) {
                return checkpoints.getParent();
            }
        }
        return newRun(config.name());
    }

    /** The default run directory of a run that starts now; in UTC, whose hours never come twice and are those of every machine. */
    static Path newRun(String name) {
        return Path.of("runs", name, LocalDateTime.now(ZoneOffset.UTC).format(TIME));
    }

    /** The run that was saved last: names may be times of several zones, or no times at all. */
    static Optional<Path> newestResumable(Path runs) {
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(RunDirectory::holdsCheckpoint)
                    .max(Comparator.comparing(TrainingOptions::lastSaved).thenComparing(Comparator.naturalOrder()));
        } catch (IOException e) {
            throw new UncheckedIOException(runs + ": cannot be listed", e);
        }
    }

    private static FileTime lastSaved(Path run) {
        FileTime newest = FileTime.fromMillis(0);
        try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                FileTime time = Files.getLastModifiedTime(file);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(run.resolve("checkpoints") + ": cannot be listed", e);
        }
        return newest;
    }

    /** Where the run begins. */
    Resume resume() {
        return switch (resume) {
            case "never" -> new Resume.Never();
            case "auto" -> new Resume.Auto();
            default ->
                new Resume.From(
                        Files.isDirectory(Path.of(resume))
                                ? RunDirectory.lastCheckpoint(Path.of(resume))
                                : Path.of(resume));
        };
    }
}
