package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.InvalidPathException;
import org.junit.jupiter.api.Test;

class FileNamesTest {

    private final InvalidPathException beyondAscii =
            new InvalidPathException("Käfer/ä.jpg", "Malformed input or input contains unmappable characters");

    @Test
    void inThePosixLocaleTheWayOutIsNamed() {
        assertThat(FileNames.explain(beyondAscii, "ANSI_X3.4-1968"))
                .isEqualTo("'Käfer/ä.jpg' cannot be a file name here: Malformed input or input contains unmappable"
                        + " characters. Java was started in a locale whose file names are ANSI_X3.4-1968; start it with the"
                        + " environment variable LC_ALL=C.UTF-8");
    }

    @Test
    void elsewhereTheReasonIsAnother() {
        InvalidPathException zero = new InvalidPathException("a\0b", "Nul character not allowed");
        assertThat(FileNames.explain(zero, "ANSI_X3.4-1968")).endsWith("Nul character not allowed");
        assertThat(FileNames.explain(beyondAscii, "UTF-8")).endsWith("unmappable characters");
    }
}
