package io.github.ncl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.train.LockProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run at a time in a directory, whichever process it is of. */
class RunLockTest {

    @TempDir
    private Path folder;

    private void assertThatAnotherProcessIsRefused() throws IOException {
        assertThat(LockProbe.answer(LockProbe.start(folder)))
                .matches("\\Q" + folder + "\\E: process "
                        + ProcessHandle.current().pid()
                        + " on host \\S+ \\(since [-:0-9TZ]+\\) is training in this folder; wait for it, or train in"
                        + " another one");
    }

    @Test
    void anotherProcessIsRefusedAndToldWhoIsThere() throws IOException {
        try (RunDirectory held = RunDirectory.open(folder)) {
            assertThatAnotherProcessIsRefused();
        }
    }

    @Test
    void aSecondRunOfThisProcessIsRefusedAndOpensTheFolderToNobody() throws IOException {
        try (RunDirectory held = RunDirectory.open(folder)) {
            assertThatThrownBy(() -> RunDirectory.open(folder.resolve("../" + folder.getFileName())))
                    .isInstanceOf(TrainingException.class)
                    .hasMessageContaining(": this process is training in this folder; ");
            assertThatAnotherProcessIsRefused();
        }
    }

    @Test
    void theLockEndsWithTheRun() {
        RunDirectory.open(folder).close();
        RunDirectory.open(folder).close();
    }

    @Test
    void aKilledProcessHoldsNothing() throws Exception {
        Process other = LockProbe.start(folder);
        assertThat(LockProbe.answer(other)).isEqualTo("got " + folder);
        assertThatThrownBy(() -> RunDirectory.open(folder))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(folder + ": process " + other.pid() + " on host ");
        other.destroyForcibly().waitFor();

        try (RunDirectory next = RunDirectory.open(folder)) {
            assertThat(Files.readString(folder.resolve("run.lock")))
                    .contains("process " + ProcessHandle.current().pid());
        }
    }
}
