package io.github.ncl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ncl4j.train.EventFileReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, read back by a reader that shares no code with the writer. */
class EventFileWriterTest {

    @TempDir
    Path folder;

    /** The check value that the catalogue of CRCs gives. */
    @Test
    void theReaderComputesTheRightChecksum() {
        assertThat(EventFileReader.crc32c("123456789".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(0xe3069283L);
    }

    @Test
    void beginsWithTheVersionAndKeepsEveryScalar() throws IOException {
        double before = System.currentTimeMillis() / 1000.0;
        try (EventFileWriter writer = new EventFileWriter(folder)) {
            writer.scalar("train/loss", 1, 4.75);
            writer.scalar("validation/ensemble", 1L << 40, Double.NaN);
            writer.scalar("Genauigkeit, \u00e4ußerst", 1L << 40, -1e-30);
        }
        double after = System.currentTimeMillis() / 1000.0;
        List<EventFileReader.Point> points = EventFileReader.read(onlyFile());
        assertThat(points).hasSize(4);
        assertThat(points.get(0).fileVersion()).isEqualTo("brain.Event:2");
        assertThat(points.get(0).step()).isZero();
        assertThat(points.get(1).tag()).isEqualTo("train/loss");
        assertThat(points.get(1).step()).isEqualTo(1);
        assertThat(points.get(1).value()).isEqualTo(4.75f);
        assertThat(points.get(2).value()).isNaN();
        assertThat(points.get(2).step()).isEqualTo(1L << 40);
        assertThat(points.get(3).tag()).isEqualTo("Genauigkeit, \u00e4ußerst");
        assertThat(points.get(3).value()).isEqualTo(-1e-30f);
        assertThat(points).allSatisfy(point -> assertThat(point.wallTime()).isBetween(before, after));
    }

    /** Bytes that Google's library wrote for the same messages. */
    @Test
    void writesTheBytesOfGooglesLibrary() {
        double time = 1700000000.25;
        assertThat(TensorBoardEvent.version(time, "brain.Event:2"))
                .isEqualTo(hex("0900001040fc54d9411a0d627261696e2e4576656e743a32"));
        assertThat(TensorBoardEvent.scalar(time, 300, "train/loss", 0.5f))
                .isEqualTo(hex("0900001040fc54d94110ac022a130a110a0a747261696e2f6c6f7373150000003f"));
        assertThat(TensorBoardEvent.scalar(time, 1L << 40, "\u00e4", Float.NaN))
                .isEqualTo(hex("0900001040fc54d941108080808080202a0b0a090a02c3a4150000c07f"));
        assertThat(TensorBoardEvent.scalar(0, 0, "", 0)).isEqualTo(hex("2a020a00"));
        assertThat(TensorBoardEvent.scalar(1, -1, "x", -0f))
                .isEqualTo(hex("09000000000000f03f10ffffffffffffffffff012a0a0a080a01781500000080"));
        assertThat(TensorBoardEvent.scalar(1, 7, "abcdefghij".repeat(13), 1))
                .isEqualTo(hex(
                        "09000000000000f03f10072a8d010a8a010a8201" + "6162636465666768696a".repeat(13) + "150000803f"));
    }

    @Test
    void findsTheStepAmongFieldsOfOtherPrograms() {
        assertThat(TensorBoardEvent.step(hex("10054a021005" + "4d01020304" + "51" + "00".repeat(8))))
                .isEqualTo(5);
        assertThat(TensorBoardEvent.step(new byte[0])).isZero();
        for (String broken : List.of("10", "2a05", "0b", "10ffffffffffffffffffff01", "2affffffff0f")) {
            assertThatIllegalArgumentException().isThrownBy(() -> TensorBoardEvent.step(hex(broken)));
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @Test
    void hasTheNameThatTensorBoardLooksFor() {
        new EventFileWriter(folder).close();
        assertThat(onlyFile().getFileName().toString())
                .matches("events\\.out\\.tfevents\\.\\d{10}\\..+\\."
                        + ProcessHandle.current().pid() + "\\.0");
    }

    @Test
    void aSecondWriterDoesNotTouchTheFirstFile() {
        new EventFileWriter(folder).close();
        new EventFileWriter(folder).close();
        assertThat(files()).hasSize(2);
    }

    @Test
    void flushShowsEverythingWritten() throws IOException {
        try (EventFileWriter writer = new EventFileWriter(folder)) {
            writer.scalar("loss", 1, 1);
            writer.flush();
            assertThat(EventFileReader.read(onlyFile())).hasSize(2);
        }
    }

    @Test
    void cutsOffWhatIsPastAStep() throws IOException {
        Path file = threeSteps();
        EventFileWriter.truncateAfter(file, 2);
        assertThat(EventFileReader.read(file))
                .extracting(EventFileReader.Point::step)
                .containsExactly(0L, 1L, 1L, 2L, 2L);
        EventFileWriter.truncateAfter(file, 0);
        assertThat(EventFileReader.read(file))
                .extracting(EventFileReader.Point::fileVersion)
                .containsExactly("brain.Event:2");
    }

    /** Wherever a crash tears the file, whole records remain, and no more than the last is lost. */
    @Test
    void dropsATornRecordWhereverItIsTorn() throws IOException {
        Path file = threeSteps();
        byte[] whole = Files.readAllBytes(file);
        for (int length = whole.length - 1; length >= 0; length -= 5) {
            Files.write(file, Arrays.copyOf(whole, length));
            EventFileWriter.truncateAfter(file, 100);
            EventFileReader.read(file);
            assertThat(length - Files.size(file)).isBetween(0L, 60L);
        }
    }

    @Test
    void cutsOffWhatFollowsADamagedRecord() throws IOException {
        Path file = threeSteps();
        byte[] whole = Files.readAllBytes(file);
        for (int damaged = 0; damaged < whole.length; damaged += 5) {
            byte[] bytes = whole.clone();
            bytes[damaged] ^= 0x40;
            Files.write(file, bytes);
            EventFileWriter.truncateAfter(file, 100);
            EventFileReader.read(file);
            assertThat(Files.size(file)).isLessThanOrEqualTo(damaged);
        }
    }

    private Path threeSteps() {
        try (EventFileWriter writer = new EventFileWriter(folder)) {
            for (int step = 1; step <= 3; step++) {
                writer.scalar("loss", step, 0.5 * step);
                writer.scalar("accuracy", step, 0.25 * step);
            }
        }
        return onlyFile();
    }

    private Path onlyFile() {
        assertThat(files()).hasSize(1);
        return files().get(0);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
