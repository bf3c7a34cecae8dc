package io.github.ncl4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of a request and the files in them: whole, and held as seldom as can be. */
class UploadReaderTest {

    private static final String TYPE = "multipart/form-data; boundary=XX";

    private static byte[] form(String content) {
        return ("--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a.png\"\r\n\r\n" + content
                        + "\r\n--XX--\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Line ends and beginnings of the boundary come to the listener in pieces. */
    @Test
    void aFileIsWholeWhateverIsInIt() {
        String content = "\r\n\r\n--X\r\n--\r\r\n-\r";

        List<Upload> files = new UploadReader(1).read(TYPE, form(content));

        assertThat(files).singleElement().satisfies(file -> {
            assertThat(file.name()).isEqualTo("a.png");
            assertThat(new String(file.bytes(), StandardCharsets.ISO_8859_1)).isEqualTo(content);
        });
    }

    @Test
    void theBoundaryIsFoundWhateverTheCaseOfItsName() {
        assertThat(new UploadReader(1).read("Multipart/Form-Data; BOUNDARY=\"XX\"", form("content")))
                .hasSize(1);
    }

    /** It was an exception of the parser, and so a failure of the server (500). */
    @ParameterizedTest
    @ValueSource(strings = {"\"XX", "\"\\\"", "\"XX\\"})
    void aBoundaryWhoseQuoteDoesNotEndIsTheClientsMistake(String boundary) {
        assertThatThrownBy(() -> new UploadReader(1).read("multipart/form-data; boundary=" + boundary, form("content")))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().status()).isEqualTo(400);
                    assertThat(e.problem().detail()).contains("Content-Type cannot be read");
                });
    }

    @Test
    void theFilesOfAFormAreCopiedOnce() {
        AtomicLong copied = new AtomicLong();
        byte[] form = form("x".repeat(10_000));

        new UploadReader(1, length -> {
                    copied.addAndGet(length);
                    return new byte[length];
                })
                .read(TYPE, form);

        assertThat(copied).hasValue(10_000);
    }

    /** The parser of the form swallows what its listener throws: the file was empty, and "no image" (415). */
    @Test
    void aFileForWhichThereIsNoMemoryIsNotTakenForABadOne() {
        UploadReader reader = new UploadReader(1, length -> {
            throw new OutOfMemoryError("Java heap space");
        });

        assertThatThrownBy(() -> reader.read(TYPE, form("content")))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NO_MEMORY));
    }

    @Test
    void aBodyThatComesInPiecesIsWhole() {
        byte[] all = new byte[300_000];
        Random random = new Random(1);
        random.nextBytes(all);
        ReceivedBytes received = new ReceivedBytes();
        for (int at = 0; at < all.length; ) {
            int end = Math.min(all.length, at + random.nextInt(5_000));
            received.add(ByteBuffer.wrap(Arrays.copyOfRange(all, at, end)));
            at = end;
        }

        assertThat(received.size()).isEqualTo(all.length);
        assertThat(received.take()).isEqualTo(all);
        assertThat(received.size()).isZero();
        assertThat(received.take()).isEmpty();
    }
}
