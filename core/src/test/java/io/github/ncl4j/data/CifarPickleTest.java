package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archives come from {@code make_cifar.py} beside them. */
class CifarPickleTest {

    private static final int[] TRAIN = {3, 0, 9};
    private static final int[] TEST = {7, 1};

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"cifar10-python2", "cifar10-numpy1-protocol4", "cifar10-numpy2-protocol5"})
    void isTheBinaryVersionOfCifar10(String name) throws IOException {
        Path binary = Files.createDirectory(folder.resolve("binary"));
        Files.writeString(binary.resolve("batches.meta.txt"), names(10));
        Files.write(binary.resolve("data_batch_1.bin"), records(1, 3, 0));
        Files.write(binary.resolve("data_batch_2.bin"), records(1, 9));
        Files.write(binary.resolve("test_batch.bin"), records(1, TEST));
        same(archive(name), binary, CifarLayout.CIFAR_10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cifar100-python2", "cifar100-numpy2-protocol4"})
    void isTheBinaryVersionOfCifar100(String name) throws IOException {
        Path binary = Files.createDirectory(folder.resolve("binary"));
        Files.writeString(binary.resolve("fine_label_names.txt"), names(100));
        Files.write(binary.resolve("train.bin"), records(2, TRAIN));
        Files.write(binary.resolve("test.bin"), records(2, TEST));
        same(archive(name), binary, CifarLayout.CIFAR_100);
    }

    @Test
    void readsTheUnpackedFolderAndTheFolderAroundIt() throws IOException {
        Path inner = unpacked("cifar10-python2");
        for (Path path : List.of(inner, folder)) {
            Datasets read = CifarReader.read(path, CifarLayout.CIFAR_10);
            assertThat(targets(read.train())).containsExactly(TRAIN);
            assertThat(read.train().describe(2)).isEqualTo(inner.resolve("data_batch_2") + ", image 0");
        }
        Files.delete(inner.resolve("batches.meta"));
        assertThat(CifarReader.read(inner, CifarLayout.CIFAR_10).train().classNames())
                .as("no file of names")
                .startsWith("0", "1");
        Files.delete(inner.resolve("data_batch_1"));
        assertThatThrownBy(() -> CifarReader.read(inner, CifarLayout.CIFAR_10))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds no data_batch_1;");
    }

    @Test
    void refusesArraysThatWouldBeReadWrongly() throws IOException {
        Path columns = archive("cifar10-numpy2-columns");
        assertThatThrownBy(() -> CifarReader.read(columns, CifarLayout.CIFAR_10))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        columns + ": entry test_batch: its entry 'data' is in the order of columns, or has no state;"
                                + " only a matrix of uint8 is read, row by row: load it in Python, and save"
                                + " numpy.ascontiguousarray of it with pickle.dump(..., protocol=4)");
        assertThatThrownBy(() -> CifarReader.read(archive("cifar10-numpy1-protocol2"), CifarLayout.CIFAR_10))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("its entry 'data' has no bytes; Python 3 writes them as text in protocol 2");
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        refuses(pickle(dict(), 0), "has no entry 'labels'");
        refuses(pickle(dict("data", array("u1", 1, 3072, 3072)), 0), "has no entry 'labels' but 'data'");
        refuses(pickle(dict("labels", list(1), "data", array("u1", 2, 3072, 6144)), 0), "has 2 images and 1 labels");
        refuses(
                pickle(dict("labels", list(1), "data", array("u1", 2, 3072, 3072)), 0),
                "claims 2 x 3072 bytes, and has 3072");
        refuses(pickle(dict("labels", list(1), "data", array("u1", 1, 3073, 3073)), 0), "has 3073 columns, not 3072");
        refuses(pickle(dict("labels", list(1), "data", array("f4", 1, 3072, 3072)), 0), "has the type 'f4', not 'u1'");
        refuses(
                pickle(dict("labels", list(1), "data", array("u1", 0x7fffffff, 0x7fffffff, 1)), 0),
                "claims 2147483647 x 2147483647 bytes, and has 1");
        refuses(
                pickle(dict("labels", list(10), "data", array("u1", 1, 3072, 3072)), 0),
                "label 10, which is not in [0, 10)");
        refuses(pickle(dict("labels", list(1), "data", list(1)), 0), "its entry 'data' is no NumPy array");
        refuses(pickle(dict("labels", text("x")), 0), "its entry 'labels' is no list");
        refuses(pickle(dict("labels", list(1), "labels", list(2)), 0), "has two entries 'labels'");
        refuses(pickle(list(1), 0), "the pickle holds no dictionary");
        refuses(pickle(dict(), 7), "7 bytes follow on the pickle");
    }

    @Test
    void runsNothingAndTakesNoMemoryOnAClaim() {
        byte[] call = "cos\nsystem\nU\u0004true\u0085R".getBytes(StandardCharsets.ISO_8859_1);
        refuses(pickle(call, 0), "os.system at byte 2 is not allowed: Python would run it");
        byte[] claim = {'T', -1, -1, -1, 127};
        refuses(pickle(claim, 0), "a piece of data claims 2147483647 bytes, but 1 are left");
        byte[] whole = pickle(dict("labels", list(1), "data", array("u1", 1, 3072, 3072)), 0);
        assertThatThrownBy(() -> read(Arrays.copyOf(whole, 1000), 300_000_000))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "batch: cannot be read to the end of its 300000000 bytes: the data end; the file is damaged or cut"
                                + " short, fetch it again");
    }

    @Test
    void survivesDamage() {
        byte[] whole = pickle(dict("labels", list(1), "data", array("u1", 1, 3072, 3072)), 0);
        assertThat(read(whole, whole.length)).hasSize(1);
        RandomStream random = RandomStream.of(5);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change <= i % 3; change++) {
                int position = random.nextInt(200);
                damaged[position < 150 ? position : whole.length - 201 + position] = (byte) random.nextInt(256);
            }
            try {
                assertThat(read(damaged, damaged.length)).hasSize(1);
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith("batch: ");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private void same(Path pickles, Path binary, CifarLayout layout) {
        Datasets read = CifarReader.read(pickles, layout);
        Datasets expected = CifarReader.read(binary, layout);
        same(read.train(), expected.train());
        same(read.validation(), expected.validation());
    }

    private static void same(ImageDataset read, ImageDataset expected) {
        assertThat(read.classNames()).isEqualTo(expected.classNames());
        assertThat(targets(read)).containsExactly(targets(expected));
        for (int i = 0; i < expected.size(); i++) {
            assertThat(read.image(i).pixels()).isEqualTo(expected.image(i).pixels());
        }
    }

    private static int[] targets(ImageDataset images) {
        return IntStream.range(0, images.size()).map(images::target).toArray();
    }

    private static String names(int classes) {
        StringBuilder names = new StringBuilder();
        for (int c = 0; c < classes; c++) {
            names.append("class").append(c).append('\n');
        }
        return names.toString();
    }

    /** As {@code make_cifar.py} colours the images. */
    private static byte[] records(int labelBytes, int... labels) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int label : labels) {
            records.writeBytes(new byte[labelBytes - 1]);
            records.write(label);
            for (int k = 0; k < 3072; k++) {
                records.write((31 * k + 7 * label) % 251);
            }
        }
        return records.toByteArray();
    }

    private Path archive(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(CifarPickleTest.class.getResourceAsStream(name + ".tar.gz"))) {
            return Files.write(folder.resolve(name + ".tar.gz"), in.readAllBytes());
        }
    }

    private Path unpacked(String name) throws IOException {
        Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-py"));
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive(name))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Files.write(folder.resolve(entry.getName()), tar.readAllBytes());
            }
        }
        return inner;
    }

    private static void refuses(byte[] pickle, String message) {
        AbstractThrowableAssert<?, ? extends Throwable> thrown = assertThatThrownBy(() -> read(pickle, pickle.length));
        thrown.isInstanceOf(DataException.class)
                .hasMessageStartingWith("batch: ")
                .hasMessageContaining(message);
    }

    private static List<LabelledImage> read(byte[] pickle, long size) {
        return CifarPickle.read("batch", CifarLayout.CIFAR_10, size, new ByteArrayInputStream(pickle))
                .images();
    }

    /** A pickle of Python 2 with bytes behind its end. */
    private static byte[] pickle(byte[] value, int behind) {
        return join(new byte[] {(byte) 0x80, 2}, value, new byte[] {'.'}, new byte[behind]);
    }

    private static byte[] dict(Object... keysAndValues) {
        byte[] dict = {'}', '('};
        for (Object each : keysAndValues) {
            dict = join(dict, each instanceof String key ? text(key) : (byte[]) each);
        }
        return join(dict, new byte[] {'u'});
    }

    private static byte[] text(String text) {
        return join(new byte[] {'U', (byte) text.length()}, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] list(int value) {
        return new byte[] {']', '(', 'K', (byte) value, 'e'};
    }

    private static byte[] array(String type, int rows, int columns, int bytes) {
        return join(
                ascii("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0"),
                new byte[] {(byte) 0x85, 'U', 1, 'b', (byte) 0x87, 'R', '(', 'K', 1, 'J'},
                fourBytes(rows),
                ascii("J"),
                fourBytes(columns),
                new byte[] {(byte) 0x86},
                ascii("cnumpy\ndtype\n"),
                text(type),
                new byte[] {'K', 0, 'K', 1, (byte) 0x87, 'R', (byte) 0x89, 'T'},
                fourBytes(bytes),
                new byte[bytes],
                ascii("tb"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] fourBytes(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
