package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.Interpolation;
import io.github.ncl4j.image.Resize;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.image.Shrink;
import io.github.ncl4j.testkit.RankProcesses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedDatasetTest {

    private static final byte[] FINGERPRINT = new byte[PackedIndex.FINGERPRINT_BYTES];
    private static final int IMAGES = 50;

    @TempDir
    private Path folder;

    private Path file;
    private final AtomicInteger decoded = new AtomicInteger();

    /** Images of all shapes with random pixels, of which number 7 cannot be decoded. */
    private final ImageDataset source = new ListedDataset(1, new int[IMAGES]) {
        @Override
        public RgbImage image(int index) {
            decoded.incrementAndGet();
            if (index == 7) {
                throw new DataException("7.jpg: cannot be decoded");
            }
            Random random = new Random(index);
            int width = 1 + random.nextInt(20);
            int height = 1 + random.nextInt(20);
            byte[] pixels = new byte[3 * width * height];
            random.nextBytes(pixels);
            return new RgbImage(width, height, pixels);
        }
    };

    @BeforeEach
    void namesTheFile() {
        file = folder.resolve("new/train.images");
    }

    @Test
    void holdsTheImagesOfItsSource() {
        assertHoldsAll(open(3));
    }

    private PackedDataset open(int workers) {
        return PackedDataset.open(file, source, FINGERPRINT, workers);
    }

    private void assertHoldsAll(PackedDataset packed) {
        assertThat(packed.size()).isEqualTo(IMAGES);
        for (int i = 0; i < IMAGES; i++) {
            if (i != 7) {
                RgbImage expected = source.image(i);
                RgbImage image = packed.image(i);
                assertThat(image.width()).isEqualTo(expected.width());
                assertThat(image.height()).isEqualTo(expected.height());
                assertThat(image.pixels()).isEqualTo(expected.pixels());
            }
        }
    }

    @Test
    void decodesOnce() {
        open(2);
        assertThat(decoded).hasValue(IMAGES);
        open(2).image(8);
        assertThat(decoded).hasValue(IMAGES);
    }

    /** One of several processes that want the same file at the same moment. */
    static final class Packing {

        private Packing() {}

        /**
         * Packs when it may, and prints how many images it has decoded for that.
         *
         * @param arguments the packed file, the file that says when
         */
        public static void main(String[] arguments) throws Exception {
            PackedDatasetTest test = new PackedDatasetTest();
            test.file = Path.of(arguments[0]);
            System.out.println("ready");
            while (Files.notExists(Path.of(arguments[1]))) {
                Thread.sleep(2);
            }
            PackedDataset packed = test.open(1);
            System.out.println("decoded " + test.decoded);
            test.assertHoldsAll(packed);
        }
    }

    @Test
    void processesThatStartTogetherPackOnce() throws Exception {
        Path go = folder.resolve("go");
        List<RankProcesses.Rank> processes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            processes.add(RankProcesses.start(Map.of(), Packing.class, folder, file.toString(), go.toString()));
        }
        for (RankProcesses.Rank process : processes) {
            while (process.process().isAlive()
                    && !Files.readString(process.log()).contains("ready")) {
                Thread.sleep(5);
            }
        }
        Files.createFile(go);

        List<String> counts = new ArrayList<>();
        for (RankProcesses.Rank process : processes) {
            RankProcesses.Ended ended = process.await();
            assertThat(ended.exitCode()).as(ended.log()).isZero();
            counts.add(ended.log()
                    .lines()
                    .filter(line -> line.startsWith("decoded"))
                    .findFirst()
                    .orElse("none"));
        }
        assertThat(counts).containsExactlyInAnyOrder("decoded " + IMAGES, "decoded 0", "decoded 0");
        assertHoldsAll(open(1));
    }

    @Test
    void theFileDoesNotDependOnTheNumberOfWorkers() throws IOException {
        open(1);
        byte[] one = Files.readAllBytes(file);
        Files.delete(file);
        open(4);
        assertThat(Files.readAllBytes(file)).isEqualTo(one);
    }

    @Test
    void anImageThatCannotBeDecodedSaysSoWhenItIsAskedFor() {
        PackedDataset packed = open(2);
        assertThatThrownBy(() -> packed.image(7))
                .isInstanceOf(DataException.class)
                .hasMessage("7.jpg: cannot be decoded");
    }

    @Test
    void isMadeAnewFromOtherSources() {
        open(2);
        byte[] other = new byte[PackedIndex.FINGERPRINT_BYTES];
        other[31] = 1;
        PackedDataset.open(file, source, other, 2);
        assertThat(decoded).hasValue(2 * IMAGES);
    }

    @Test
    void isMadeAnewWhereverItsIndexIsDamaged() throws IOException {
        open(2);
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < PackedIndex.length(IMAGES); at += 13) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file, damaged);
            open(1);
            assertThat(Files.readAllBytes(file)).as("byte %d", at).isEqualTo(whole);
        }
    }

    @Test
    void isMadeAnewIfItIsCutOff() throws IOException {
        open(2);
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 30, (int) PackedIndex.length(IMAGES), whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            open(1);
            assertThat(Files.readAllBytes(file)).as("%d bytes", length).isEqualTo(whole);
        }
    }

    @Test
    void noticesDamagedPixels() throws IOException {
        open(2);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
        PackedDataset packed = open(2);
        assertThatThrownBy(() -> packed.image(IMAGES - 1))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        file + ": the pixels of image 49 are damaged there; delete the file, and the next run makes it"
                                + " anew");
    }

    @Test
    void aHostileIndexPointsNowhereElse() throws IOException {
        open(1);
        for (long position : new long[] {-1, Long.MAX_VALUE, 1L << 40, (1L << 30) - 1}) {
            byte[] bytes = Files.readAllBytes(file);
            int first = 48;
            ByteBuffer index = ByteBuffer.wrap(bytes);
            index.putLong(first, position);
            CRC32C checksum = new CRC32C();
            int end = (int) PackedIndex.length(IMAGES) - 4;
            checksum.update(bytes, 0, end);
            index.putInt(end, (int) checksum.getValue());
            Files.write(file, bytes);
            int before = decoded.get();
            assertHoldsAll(open(1));
            assertThat(decoded.get()).as("made anew").isGreaterThanOrEqualTo(before + IMAGES);
        }
    }

    @Test
    void leavesNothingBehindWhenItFails() throws IOException {
        ImageDataset broken = new ListedDataset(1, new int[3]) {
            @Override
            public RgbImage image(int index) {
                throw new IllegalStateException("a mistake in the program");
            }
        };
        assertThatThrownBy(() -> PackedDataset.open(file, broken, FINGERPRINT, 1))
                .hasRootCauseMessage("a mistake in the program");
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files.map(each -> each.getFileName().toString())).containsExactly("train.images.lock");
        }
    }

    @Test
    void saysWhatItCannotMake() throws IOException {
        Files.writeString(folder.resolve("new"), "a file where the folder should be");
        assertThatThrownBy(() -> open(1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": cannot be made: ");
    }

    @Test
    void fingerprintsTellPathsSizesTimesAndTheCapApart() throws IOException {
        Path a = Files.writeString(folder.resolve("a"), "1");
        Path b = Files.writeString(folder.resolve("b"), "1");
        byte[] first = SourceFingerprint.of(List.of(a, b), null, true);
        assertThat(SourceFingerprint.of(List.of(a, b), null, true)).isEqualTo(first);
        assertThat(SourceFingerprint.of(List.of(b, a), null, true)).isNotEqualTo(first);
        assertThat(SourceFingerprint.of(List.of(a), null, true)).isNotEqualTo(first);
        assertThat(SourceFingerprint.of(List.of(a, b), 64, true)).isNotEqualTo(first);
        assertThat(SourceFingerprint.of(List.of(a, b), null, false)).isNotEqualTo(first);
        Files.setLastModifiedTime(b, FileTime.fromMillis(12345));
        assertThat(SourceFingerprint.of(List.of(a, b), null, true)).isNotEqualTo(first);
    }

    @Test
    void capsOnlyWhatIsLarger() {
        CappedDataset capped = new CappedDataset(source, new Shrink(4, Interpolation.BILINEAR));
        Resize scaled = new Resize(4, Interpolation.BILINEAR);
        IntStream.range(0, IMAGES).filter(i -> i != 7).forEach(i -> {
            RgbImage original = source.image(i);
            boolean larger = Math.min(original.width(), original.height()) > 4;
            assertThat(capped.image(i).pixels())
                    .isEqualTo(larger ? scaled.apply(original).pixels() : original.pixels());
        });
    }
}
