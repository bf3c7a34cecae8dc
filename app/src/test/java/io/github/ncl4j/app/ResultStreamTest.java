package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.app.output.ResultStream;
import io.github.ncl4j.app.output.StandardOutputException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Results that cannot be printed fail the command that has them. */
class ResultStreamTest {

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    /** A place that fails as the kernel does. */
    private static OutputStream failing(String cause) {
        return new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                throw new IOException(cause);
            }
        };
    }

    private int run(OutputStream place, String... arguments) {
        return Main.run(ResultStream.printing(place), new PrintWriter(err, true), arguments);
    }

    @ParameterizedTest
    @MethodSource("io.github.ncl4j.app.MainTest#commands")
    void noCommandSucceedsWhenItCannotPrint(String command) {
        assertThat(run(failing("No space left on device"), (command + " --help").split(" ")))
                .isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("ncl4j: standard output: cannot be written: No space left on device;"
                        + " the results are not whole\n");
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/dev/full is Linux's")
    void aFullDeviceFailsACommandThatPrintsInOnePiece() throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), "data: {format: built-in}\ntrain: {epochs: 1}\n");

        try (OutputStream full = new FileOutputStream("/dev/full")) {
            assertThat(run(full, "config", "translate", file.toString())).isEqualTo(1);
        }

        assertThat(err.toString()).startsWith("ncl4j: standard output: ").contains("No space left on device");
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void aReaderThatLeavesEndsACommandInSilenceAsItEndsUnixTools() {
        assertThat(run(failing("Broken pipe"), "--version")).isEqualTo(Failures.CLOSED_PIPE);
        assertThat(err.toString()).isEmpty();
    }

    /** Another thread may have met the failure, and the disk may have room again when the command ends. */
    @Test
    void aFailureIsNotForgotten() {
        AtomicInteger calls = new AtomicInteger();
        PrintWriter out = ResultStream.printing(new OutputStream() {
            @Override
            public void write(int single) throws IOException {
                if (calls.getAndIncrement() == 0) {
                    throw new IOException("No space left on device");
                }
            }
        });

        assertThatThrownBy(() -> out.println("lost")).isInstanceOf(StandardOutputException.class);
        assertThatThrownBy(out::flush).isInstanceOf(StandardOutputException.class);
        assertThat(calls).hasValue(1);
    }
}
