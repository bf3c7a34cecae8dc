package io.github.ncl4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or lie: each is refused with a message that names the file, before anything is allocated. */
@ExtendWith(EngineScope.class)
class HostileSafetensorsTest {

    private static final String KNOWN_TYPES =
            " (read are [F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL]; convert others in Python)";

    private static final String DAMAGED = "; the file is damaged or cut short, use another copy";

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("hostile.safetensors");
    }

    private Path file(long claimedHeaderBytes, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(claimedHeaderBytes).put(json);
        return Files.write(file(), bytes.array());
    }

    private Path file(String header, int dataBytes) throws IOException {
        return file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);
    }

    private static String tensor(String name, String type, String shape, String offsets) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}".formatted(name, type, shape, offsets);
    }

    private void assertRefused(ThrowingCallable open, String message) {
        assertThatThrownBy(open).isInstanceOf(SafetensorsException.class).hasMessage(file() + ": " + message);
    }

    private void assertHeaderRefused(String header, int dataBytes, String message) throws IOException {
        Path file = file(header, dataBytes);
        assertRefused(() -> SafetensorsFile.open(file), message + DAMAGED);
    }

    @Test
    void aMissingFile() {
        assertRefused(() -> SafetensorsFile.open(file()), "there is no such file");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7})
    void aFileTooShortForItsLength(int bytes) throws IOException {
        Files.write(file(), new byte[bytes]);

        assertRefused(() -> SafetensorsFile.open(file()), "the file is cut short; use another copy");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "3, 3",
        "99999999, 99999999",
        "9223372036854775807, 9223372036854775807",
        "-1, 18446744073709551615",
        "-9223372036854775808, 9223372036854775808"
    })
    void aHeaderLongerThanTheFileOrShorterThanAnyJson(long claimed, String shown) throws IOException {
        Path file = file(claimed, "{}", 0);

        assertRefused(
                () -> SafetensorsFile.open(file),
                "the header claims " + shown
                        + " bytes in a file of 10; this is no safetensors file, or it is cut short");
    }

    @Test
    void aHeaderTooLargeToParse() throws IOException {
        // Sparse: the file takes no room on the disk.
        try (RandomAccessFile sparse = new RandomAccessFile(file().toFile(), "rw")) {
            sparse.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(90_000_000)
                    .array());
            sparse.setLength(100_000_000);
        }

        assertRefused(
                () -> SafetensorsFile.open(file()),
                "the header has 90000000 bytes, more than the 16777216 that are read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "17", "\"text\"", "null"})
    void aHeaderThatIsNoObject(String header) throws IOException {
        assertHeaderRefused(header, 0, "its header is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{,}", "{\"a\":", "  ", "{} {}", "{}\u0000"})
    void aHeaderThatIsNoJson(String header) throws IOException {
        Path file = file(header, 0);

        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(file() + ": its header is not ")
                .hasMessageEndingWith(DAMAGED);
    }

    @Test
    void aHeaderNestedTooDeep() throws IOException {
        Path file = file("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", 0);

        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(file() + ": its header is not valid JSON: Document nesting depth");
    }

    @Test
    void aNameGivenTwice() throws IOException {
        String once = tensor("a", "F32", "[1]", "[0,4]");

        assertHeaderRefused("{" + once + "," + once + "}", 4, "its header is not valid JSON: Duplicate field 'a'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"F8_E4M3", "f32", "", "COMPLEX"})
    void anUnknownType(String type) throws IOException {
        assertHeaderRefused(
                "{" + tensor("a", type, "[1]", "[0,4]") + "}",
                4,
                "tensor 'a' has the unknown dtype '" + type + "'" + KNOWN_TYPES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":{\"dtype\":\"F32\"}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":1,\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":4}}"
            })
    void anIncompleteTensor(String header) throws IOException {
        Path file = file(header, 4);

        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(file() + ": tensor 'a' ")
                .hasMessageEndingWith(DAMAGED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-4", "0.5", "\"0\"", "null", "[]", "99999999999999999999"})
    void aSizeOrOffsetThatIsNoCount(String number) throws IOException {
        String message = "tensor 'a' has " + number + " where a size or an offset belongs";

        assertHeaderRefused("{" + tensor("a", "F32", "[" + number + "]", "[0,4]") + "}", 4, message);
        assertHeaderRefused("{" + tensor("a", "F32", "[1]", "[" + number + ",4]") + "}", 4, message);
        assertHeaderRefused("{" + tensor("a", "F32", "[1]", "[0," + number + "]") + "}", 4, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[4611686018427387904]", // times four bytes overflows
                "[2147483648,2147483648,2]",
                "[0,4611686018427387904]", // no elements, but the engine multiplies the others
                "[4611686018427387904,0]",
                "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
                        + "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]" // 65 dimensions
            })
    void aShapeThatNoTensorHas(String shape) throws IOException {
        String spaced = shape.replace(",", ", ");
        String shown = spaced.length() <= 80 ? spaced : spaced.substring(0, 80) + "...";
        assertHeaderRefused(
                "{" + tensor("a", "F32", shape, "[0,4]") + "}", 4, "tensor 'a' has an impossible shape " + shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[2];[0,4];8", // the shape needs more than the offsets give
                "[1];[0,8];4",
                "[1];[4,0];4", // backwards
                "[1];[8,12];4", // beyond the file
                "[2];[0,8];8",
                "[1];[9223372036854775803,9223372036854775807];4"
            })
    void aShapeThatDoesNotFitItsOffsetsOrTheFile(String shape, String offsets, long needed) throws IOException {
        String shown = offsets.substring(1, offsets.length() - 1).replace(",", " to ");

        assertHeaderRefused(
                "{" + tensor("a", "F32", shape, offsets) + "}",
                4,
                "tensor 'a' of shape " + shape + " and type F32 needs " + needed + " bytes, but its data_offsets are "
                        + shown + " of 4");
    }

    @Test
    void tensorsThatOverlap() throws IOException {
        assertHeaderRefused(
                "{" + tensor("a", "F32", "[2]", "[0,8]") + "," + tensor("b", "F32", "[2]", "[4,12]") + "}",
                12,
                "its tensors overlap or leave a hole at byte 8");
        assertHeaderRefused(
                "{" + tensor("a", "F32", "[1]", "[0,4]") + "," + tensor("b", "F32", "[1]", "[0,4]") + "}",
                4,
                "its tensors overlap or leave a hole at byte 4");
    }

    @Test
    void dataThatNoTensorCovers() throws IOException {
        assertHeaderRefused(
                "{" + tensor("a", "F32", "[1]", "[4,8]") + "}", 8, "its tensors overlap or leave a hole at byte 0");
        assertHeaderRefused(
                "{" + tensor("a", "F32", "[1]", "[0,4]") + "}",
                8,
                "its tensors end at byte 4 of the data, but the file has 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "[]", "{\"config\":{}}", "{\"version\":1}"})
    void metadataThatIsNoText(String metadata) throws IOException {
        assertHeaderRefused("{\"__metadata__\":" + metadata + "}", 0, "its __metadata__ is not an object of texts");
    }

    @Test
    void longAndUnprintableNamesAreShownShort() throws IOException {
        assertHeaderRefused(
                "{" + tensor("\\u001b[2J" + "x".repeat(1_000), "?", "[1]", "[0,4]") + "}",
                4,
                "tensor '?[2J" + "x".repeat(76) + "...' has the unknown dtype '?'" + KNOWN_TYPES);
    }

    @Test
    void everyTruncationIsNoticed() throws IOException {
        SafetensorsWriter.write(file(), Map.of("format", "pt"), Map.of("a", torch.ones(3), "b", torch.ones(2)));
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> SafetensorsFile.open(file()))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageStartingWith(file() + ": ");
        }
    }

    @Test
    void everyFlippedBitIsNoticed() throws IOException {
        SafetensorsWriter.write(file(), Map.of("format", "pt"), Map.of("a", torch.ones(3), "b", torch.ones(2)));
        byte[] whole = Files.readAllBytes(file());
        int key = new String(whole, StandardCharsets.ISO_8859_1).indexOf("crc32c");
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            if (bit / 8 >= key && bit / 8 < key + 6) {
                continue; // Under another name it is no checksum any more; who expects one must ask for it.
            }
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file(), flipped);

            assertThatThrownBy(() -> SafetensorsFile.open(file()))
                    .as("bit %d of byte %d", bit % 8, bit / 8)
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessageStartingWith(file() + ": ");
        }
    }

    @Test
    void otherBytesThanThoseThatWereWritten() throws IOException {
        String header = "{\"__metadata__\":{\"crc32c\":\"%s\"}," + tensor("a", "U8", "[2]", "[0,2]") + "}";
        // The checksum of the file with zeros in its place, computed by another program.
        Path right = file(header.formatted("f2218776"), 2);
        try (SafetensorsFile open = SafetensorsFile.open(right)) {
            assertThat(open.bytes("a").remaining()).isEqualTo(2);
        }
        assertHeaderRefused(
                header.formatted("12345678"),
                2,
                "its bytes have the checksum f2218776, not 12345678 as when it was written");
        // No checksum of this program's, so nothing stands for it while it is computed.
        assertHeaderRefused(
                header.formatted(""), 2, "its bytes have the checksum a89f72be, not  as when it was written");
    }

    @Test
    void aFileThatShrinksAfterItWasOpened() throws IOException {
        SafetensorsWriter.write(file(), Map.of(), Map.of("a", torch.ones(3)));
        try (SafetensorsFile open = SafetensorsFile.open(file())) {
            byte[] whole = Files.readAllBytes(file());
            try (RandomAccessFile cut = new RandomAccessFile(file().toFile(), "rw")) {
                cut.setLength(whole.length - 4);
            }

            assertRefused(() -> open.tensor("a"), "tensor 'a' cannot be read: the file is cut short");
            assertRefused(() -> open.bytes("a"), "tensor 'a' cannot be read: the file is cut short");
        }
    }

    @Test
    void aTensorThatIsNotThere() throws IOException {
        Path file = file("{}", 0);
        try (SafetensorsFile open = SafetensorsFile.open(file)) {
            assertThat(open.tensors()).isEmpty();
            assertRefused(() -> open.tensor("a"), "holds no tensor 'a'");
        }
    }

    @Test
    void aFolder() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder))
                .isInstanceOf(SafetensorsException.class)
                .hasMessageStartingWith(folder + ": cannot be read: ");
    }
}
