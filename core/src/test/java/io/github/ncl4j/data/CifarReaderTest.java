package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {

    private static final String CIFAR_10 = "cifar-10-batches-bin/";

    @TempDir
    private Path folder;

    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    @Test
    void interleavesThePlanesOfARecord() throws IOException {
        byte[] record = record10(7);
        // The second pixel of the first row, in the red, the green and the blue plane.
        record[1 + 1] = 11;
        record[1 + 1024 + 1] = 22;
        record[1 + 2048 + 1] = 33;
        // The first pixel of the second row.
        record[1 + 32] = 44;
        entries.put(CIFAR_10 + "data_batch_1.bin", record);
        entries.put(CIFAR_10 + "test_batch.bin", record10(3));
        Datasets read = CifarReader.read(archive(), CifarLayout.CIFAR_10);
        assertThat(read.train().size()).isEqualTo(1);
        assertThat(read.train().target(0)).isEqualTo(7);
        assertThat(read.validation().target(0)).isEqualTo(3);
        RgbImage image = read.train().image(0);
        assertThat(image.width()).isEqualTo(32);
        assertThat(Arrays.copyOf(image.pixels(), 9)).containsExactly(0, 0, 0, 11, 22, 33, 0, 0, 0);
        assertThat(image.pixels()[32 * 3]).isEqualTo((byte) 44);
    }

    @Test
    void joinsTheBatchesInTheirOrderWhateverTheArchives() throws IOException {
        entries.put(CIFAR_10 + "data_batch_2.bin", record10(2));
        entries.put(CIFAR_10 + "test_batch.bin", record10(9));
        entries.put(CIFAR_10 + "readme.html", new byte[5000]);
        entries.put(CIFAR_10 + "data_batch_1.bin", join(record10(0), record10(1)));
        Path archive = archive();
        ImageDataset train = CifarReader.read(archive, CifarLayout.CIFAR_10).train();
        assertThat(train.classCounts()).containsExactly(1, 1, 1, 0, 0, 0, 0, 0, 0, 0);
        assertThat(train.target(1)).isEqualTo(1);
        assertThat(train.describe(1)).isEqualTo(archive + ": entry data_batch_1.bin, image 1");
        assertThat(train.describe(2)).isEqualTo(archive + ": entry data_batch_2.bin, image 0");
    }

    @Test
    void takesTheFineLabelOfCifar100AndTheNames() throws IOException {
        StringBuilder names = new StringBuilder();
        for (int c = 0; c < 100; c++) {
            names.append("name").append(c).append('\n');
        }
        entries.put("cifar-100-binary/fine_label_names.txt", names.toString().getBytes(StandardCharsets.UTF_8));
        entries.put("cifar-100-binary/train.bin", record100(19, 42));
        entries.put("cifar-100-binary/test.bin", record100(0, 99));
        Datasets read = CifarReader.read(archive(), CifarLayout.CIFAR_100);
        assertThat(read.train().target(0)).isEqualTo(42);
        assertThat(read.train().classNames()).hasSize(100).endsWith("name99");
    }

    @Test
    void readsTheUnpackedFolderAndTheFolderAroundIt() throws IOException {
        Path inner = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        Files.write(inner.resolve("data_batch_1.bin"), record10(4));
        Files.write(inner.resolve("test_batch.bin"), record10(5));
        assertThat(CifarReader.read(inner, CifarLayout.CIFAR_10).train().target(0))
                .isEqualTo(4);
        Datasets read = CifarReader.read(folder, CifarLayout.CIFAR_10);
        assertThat(read.validation().target(0)).isEqualTo(5);
        assertThat(read.train().classNames()).as("no file of names").startsWith("0", "1");
    }

    @Test
    void refusesAnArchiveThatIsCutShort() throws IOException {
        entries.put(CIFAR_10 + "data_batch_1.bin", noise(3073 * 40));
        byte[] whole = Files.readAllBytes(archive());
        Path cut = Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(whole, whole.length / 2));
        refuses(() -> CifarReader.read(cut, CifarLayout.CIFAR_10))
                .hasMessageMatching(
                        "(?s).*cut.tar.gz: entry data_batch_1.bin: cannot be read past byte \\d+ of 122920: .*"
                                + "; the file is damaged or cut short, fetch it again");
    }

    @Test
    void refusesAnArchiveWithADamagedByte() throws IOException {
        entries.put(CIFAR_10 + "data_batch_1.bin", record10(1));
        entries.put(CIFAR_10 + "test_batch.bin", record10(1));
        byte[] bytes = Files.readAllBytes(archive());
        // The checksum in the last eight bytes; the content unfolds without a fault.
        bytes[bytes.length - 6] ^= 1;
        Path damaged = Files.write(folder.resolve("damaged.tar.gz"), bytes);
        refuses(() -> CifarReader.read(damaged, CifarLayout.CIFAR_10))
                .hasMessage(damaged + ": cannot be read as a .tar.gz archive: Corrupt GZIP trailer; fetch it again");
    }

    @Test
    void refusesAFileThatIsNoWholeNumberOfRecords() throws IOException {
        entries.put(CIFAR_10 + "data_batch_1.bin", new byte[3073 + 100]);
        Path archive = archive();
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(
                        archive + ": entry data_batch_1.bin: 3173 bytes are 1 records of 3073 bytes and 100 bytes more;"
                                + " the file is cut short or in another format, fetch it again");
    }

    @Test
    void refusesALabelOutOfRange() throws IOException {
        entries.put(CIFAR_10 + "data_batch_1.bin", join(record10(9), record10(10)));
        Path archive = archive();
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(archive + ": entry data_batch_1.bin: record 1 (byte 3073) has the label 10, which is not in"
                        + " [0, 10); the file is damaged or in another format");
        entries.clear();
        entries.put("cifar-100-binary/train.bin", record100(20, 0));
        refuses(() -> CifarReader.read(archive(), CifarLayout.CIFAR_100))
                .hasMessageContaining("record 0 (byte 0) has the coarse label 20, which is not in [0, 20)");
        entries.put("cifar-100-binary/train.bin", record100(0, 100));
        refuses(() -> CifarReader.read(archive(), CifarLayout.CIFAR_100))
                .hasMessageContaining("record 0 (byte 0) has the fine label 100, which is not in [0, 100)");
    }

    @Test
    void refusesAnotherArchive() throws IOException {
        entries.put("cifar-10-batches-py/readme.html", new byte[10]);
        Path archive = archive();
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(archive + ": holds no data_batch_1.bin; this is not CIFAR-10, which is"
                        + " cifar-10-binary.tar.gz or cifar-10-python.tar.gz");
        Path text = Files.writeString(folder.resolve("text.tar.gz"), "hello");
        refuses(() -> CifarReader.read(text, CifarLayout.CIFAR_10))
                .hasMessage(text + ": cannot be read as a .tar.gz archive: Not in GZIP format; fetch it again");
        Path absent = folder.resolve("absent");
        refuses(() -> CifarReader.read(absent, CifarLayout.CIFAR_100))
                .hasMessage(absent + ": there is no such file or folder; data.path must name cifar-100-binary.tar.gz or"
                        + " the folder that it unpacks to");
    }

    @Test
    void refusesAGapBetweenBatches() throws IOException {
        entries.put(CIFAR_10 + "data_batch_1.bin", record10(0));
        entries.put(CIFAR_10 + "data_batch_3.bin", record10(0));
        entries.put(CIFAR_10 + "test_batch.bin", record10(0));
        Path archive = archive();
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(archive + ": has data_batch_3.bin but no data_batch_2.bin; fetch it again");
    }

    @Test
    void refusesTheWrongNumberOfNames() throws IOException {
        entries.put(CIFAR_10 + "batches.meta.txt", "cat\ndog\n".getBytes(StandardCharsets.UTF_8));
        Path archive = archive();
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(archive + ": entry batches.meta.txt: has 2 class names where there are 10 classes");
    }

    @Test
    void refusesAnEntryThatClaimsGigabytesBeforeReadingIt() throws IOException {
        Path archive = folder.resolve("huge.tar.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            byte[] header = new byte[512];
            TarArchiveEntry entry = new TarArchiveEntry(CIFAR_10 + "data_batch_1.bin");
            entry.setSize(5L << 30);
            entry.writeEntryHeader(header);
            out.write(header);
        }
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(
                        archive + ": entry data_batch_1.bin: claims 5368709120 bytes; no file of CIFAR-10 has more than"
                                + " 100000 records (307300000 bytes)");
    }

    @Test
    void refusesHeadersThatUnfoldWithoutEnd() throws IOException {
        Path archive = folder.resolve("bomb.tar.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(archive))) {
            byte[] header = new byte[512];
            TarArchiveEntry longName = new TarArchiveEntry("name", TarArchiveEntry.LF_GNUTYPE_LONGNAME);
            longName.setSize(64L << 20);
            longName.writeEntryHeader(header);
            out.write(header);
            byte[] block = new byte[1 << 20];
            Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < 64; i++) {
                out.write(block);
            }
        }
        refuses(() -> CifarReader.read(archive, CifarLayout.CIFAR_10))
                .hasMessage(archive + ": cannot be read as a .tar.gz archive: it unfolds to more bytes than its headers"
                        + " tell; fetch it again");
    }

    @Test
    void survivesDamagedHeaders() throws IOException {
        entries.put(CIFAR_10 + "data_batch_1.bin", record10(0));
        entries.put(CIFAR_10 + "test_batch.bin", record10(0));
        byte[] tar = new GZIPInputStream(Files.newInputStream(archive())).readAllBytes();
        RandomStream random = RandomStream.of(4);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = tar.clone();
            for (int change = 0; change <= i % 4; change++) {
                damaged[random.nextInt(512)] = (byte) random.nextInt(256);
            }
            // The header's own checksum, bytes 148 to 155, is made right again in every other archive.
            if (i % 2 == 0) {
                Arrays.fill(damaged, 148, 156, (byte) ' ');
                int sum = 0;
                for (int b = 0; b < 512; b++) {
                    sum += damaged[b] & 0xff;
                }
                System.arraycopy("%06o\0".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, damaged, 148, 7);
            }
            Path file = folder.resolve("damaged.tar.gz");
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
                out.write(damaged);
            }
            try {
                assertThat(CifarReader.read(file, CifarLayout.CIFAR_10).train().size())
                        .isEqualTo(1);
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith(file + ": ");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refuses(ThrowingCallable reading) {
        return assertThatThrownBy(reading).isInstanceOf(DataException.class);
    }

    private static byte[] record10(int label) {
        byte[] record = new byte[1 + 3 * 1024];
        record[0] = (byte) label;
        return record;
    }

    private static byte[] record100(int coarse, int fine) {
        byte[] record = new byte[2 + 3 * 1024];
        record[0] = (byte) coarse;
        record[1] = (byte) fine;
        return record;
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        RandomStream random = RandomStream.of(1);
        for (int i = 0; i < length; i++) {
            noise[i] = i % 3073 == 0 ? 0 : (byte) random.nextLong();
        }
        return noise;
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.write(part);
        }
        return joined.toByteArray();
    }

    private Path archive() throws IOException {
        Path file = folder.resolve("test.tar.gz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)))) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(each.getKey());
                entry.setSize(each.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(each.getValue());
                tar.closeArchiveEntry();
            }
        }
        return file;
    }
}
