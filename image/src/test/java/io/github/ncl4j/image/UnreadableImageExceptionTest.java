package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;

class UnreadableImageExceptionTest {

    @Test
    void aFileThatIsBrokenIsToldFromOneThatFindsNoMemory() {
        assertThatThrownBy(() -> read(new IIOException("bad filter")))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessage("a.png: cannot be decoded: bad filter; replace the file or leave it out");
        assertThatThrownBy(() -> read(new IIOException("Caught exception during read: ", new OutOfMemoryError())))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageStartingWith("a.png: does not fit into memory; ")
                .hasCauseInstanceOf(OutOfMemoryError.class);
    }

    private static void read(IOException failure) {
        UnreadableImageException.naming("a.png", () -> {
            throw failure;
        });
    }
}
