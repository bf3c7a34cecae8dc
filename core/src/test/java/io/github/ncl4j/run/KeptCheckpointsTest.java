package io.github.ncl4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of checkpoints before the last, their order, and which of them go. */
class KeptCheckpointsTest {

    @TempDir
    private Path folder;

    private KeptCheckpoints kept() {
        return new KeptCheckpoints(folder);
    }

    private void write(String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), name);
        }
    }

    private static Progress at(int epoch, int step) {
        return new Progress(epoch, step, EpochSums.zero(), null, null, null);
    }

    private static List<String> names(List<Path> paths) {
        return paths.stream().map(path -> path.getFileName().toString()).toList();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return names(files.sorted().toList());
        }
    }

    @Test
    void theNewestComeFirstByNumberAndNotByName() throws IOException {
        write("epoch-9.safetensors", "epoch-10-step-20.safetensors", "epoch-10-step-3.safetensors");
        write("last.safetensors", "epoch-10.safetensors", "epoch-1-step-7.safetensors");
        write(
                "best-ensemble.safetensors",
                "epoch-x.safetensors",
                "epoch-2.safetensors.part",
                "epoch-1234567890.safetensors");

        assertThat(names(kept().newestFirst()))
                .containsExactly(
                        "last.safetensors",
                        "epoch-10.safetensors",
                        "epoch-10-step-20.safetensors",
                        "epoch-10-step-3.safetensors",
                        "epoch-9.safetensors",
                        "epoch-1-step-7.safetensors");
    }

    @Test
    void withoutAFolderThereAreNone() {
        assertThat(new KeptCheckpoints(folder.resolve("absent")).newestFirst()).isEmpty();
    }

    @Test
    void theLastIsKeptUnderTheNameOfWhereItStands() throws IOException {
        write("last.safetensors");
        kept().keepLast(at(4, 0));
        kept().keepLast(at(4, 12));
        // As after a run that died between this and the replacement.
        kept().keepLast(at(4, 12));

        assertThat(files()).containsExactly("epoch-3.safetensors", "epoch-4-step-12.safetensors", "last.safetensors");
        assertThat(folder.resolve("epoch-3.safetensors")).hasContent("last.safetensors");
    }

    @Test
    void whatCannotHaveASecondNameIsRenamed() throws IOException {
        // As on a file system without hard links: a folder can have none on any.
        Files.createDirectory(folder.resolve("last.safetensors"));
        kept().keepLast(at(4, 0));
        assertThat(files()).containsExactly("epoch-3.safetensors");
    }

    @Test
    void aLastOneThatSomebodyRemovedIsNotMissed() throws IOException {
        write("epoch-2.safetensors");
        kept().keepLast(at(4, 0));
        assertThat(files()).containsExactly("epoch-2.safetensors");
    }

    @Test
    void theOldestGo() throws IOException {
        write("last.safetensors", "epoch-1.safetensors", "epoch-2-step-5.safetensors", "epoch-2.safetensors");
        kept().removeAllButEarlier(2);
        assertThat(files()).containsExactly("epoch-2-step-5.safetensors", "epoch-2.safetensors", "last.safetensors");
        kept().removeAllButEarlier(2);
        assertThat(files()).hasSize(3);
        kept().removeAllButEarlier(0);
        assertThat(files()).containsExactly("last.safetensors");
    }

    @Test
    void whatIsPastAPointGoes() throws IOException {
        write("epoch-1.safetensors", "epoch-2-step-4.safetensors", "epoch-2-step-5.safetensors", "epoch-2.safetensors");
        kept().removeAfter(at(2, 4));
        assertThat(files()).containsExactly("epoch-1.safetensors", "epoch-2-step-4.safetensors");
    }

    @Test
    void draftsGo() throws IOException {
        write("last.safetensors", "last.safetensors.part", "best-single.safetensors.part");
        kept().removeDrafts();
        assertThat(files()).containsExactly("last.safetensors");
    }
}
