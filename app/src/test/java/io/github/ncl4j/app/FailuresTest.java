package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.UserException;
import io.github.ncl4j.run.TrainingException;
import io.github.ncl4j.torch.SafetensorsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(new DataException("a.json: is empty"), "a.json: is empty"),
                Arguments.of(new SafetensorsException("w.safetensors: ends early"), "w.safetensors: ends early"),
                Arguments.of(new TrainingException("the loss is NaN in epoch 1"), "the loss is NaN in epoch 1"),
                Arguments.of(new UserException("no device is called 'x'"), "no device is called 'x'"),
                Arguments.of(new NoSuchFileException("a/b"), "there is no file a/b"),
                Arguments.of(
                        new InvalidPathException("a\0b", "Nul character not allowed"),
                        "'a?b' cannot be a file name here: Nul character not allowed"),
                Arguments.of(new UncheckedIOException(new NoSuchFileException("a/b")), "there is no file a/b"),
                Arguments.of(
                        new UncheckedIOException("cannot write c", new IOException("No space left on device")),
                        "cannot write c: No space left on device"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatWasForeseenIsSaidAsItIs(Exception e, String message) {
        assertThat(report(e)).isEqualTo("ncl4j: " + message + "\n");
    }

    @Test
    void whatWasNotForeseenIsOneLineWithAWayToSeeMore() {
        assertThat(report(
                        new IllegalStateException("shape mismatch\nException raised from add at add.cpp:1\nframe #0")))
                .isEqualTo("ncl4j: unexpected IllegalStateException: shape mismatch (--debug shows where)\n");
        assertThat(report(new NumberFormatException("For input string: \"x\"")))
                .startsWith("ncl4j: unexpected NumberFormatException: ");
        assertThat(report(new IllegalArgumentException("views must be at least 1, not 0")))
                .isEqualTo("ncl4j: unexpected IllegalArgumentException: views must be at least 1, not 0"
                        + " (--debug shows where)\n");
        assertThat(report(new NullPointerException())).startsWith("ncl4j: unexpected NullPointerException: ");
    }

    @Test
    void aFullHeapIsNamedWithTheWayOut() {
        assertThat(report(new OutOfMemoryError("Java heap space"))).contains("NCL4J_JAVA_OPTS=-Xmx");
    }

    private static String report(Throwable e) {
        StringWriter err = new StringWriter();
        assertThat(new Failures().report(e, new PrintWriter(err, true))).isEqualTo(1);
        return err.toString();
    }
}
