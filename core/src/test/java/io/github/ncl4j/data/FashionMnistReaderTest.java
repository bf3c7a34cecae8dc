package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FashionMnistReaderTest {

    private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
    private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";

    @TempDir
    private Path folder;

    /** Two training images of 3 rows and 2 columns, one test image of one pixel. */
    @BeforeEach
    void writeFour() throws IOException {
        Files.write(folder.resolve(TRAIN_IMAGES), idx(new int[] {2, 3, 2}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255));
        Files.write(folder.resolve(TRAIN_LABELS), idx(new int[] {2}, 9, 0));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), idx(new int[] {1, 1, 1}, 128));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), idx(new int[] {1}, 4));
    }

    @Test
    void repeatsGreyIntoRedGreenBlue() {
        ImageDataset train = FashionMnistReader.read(folder).train();
        assertThat(train.size()).isEqualTo(2);
        RgbImage image = train.image(1);
        assertThat(image.width()).isEqualTo(2);
        assertThat(image.height()).isEqualTo(3);
        assertThat(image.pixels()).containsExactly(7, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 11, 255, 255, 255);
        assertThat(train.target(0)).isEqualTo(9);
        assertThat(train.classNames()).hasSize(10).startsWith("T-shirt/top").endsWith("Ankle boot");
        assertThat(train.describe(1)).isEqualTo(folder.resolve(TRAIN_IMAGES) + ", image 1");
    }

    @Test
    void readsCompressedFiles() throws IOException {
        for (String name : new String[] {TRAIN_IMAGES, TRAIN_LABELS}) {
            compress(Files.readAllBytes(folder.resolve(name)), name + ".gz");
            Files.delete(folder.resolve(name));
        }
        assertThat(FashionMnistReader.read(folder).train().image(0).pixels()[0]).isEqualTo((byte) 1);
    }

    @Test
    void refusesACompressedFileThatIsCutShort() throws IOException {
        byte[] idx = Files.readAllBytes(folder.resolve(TRAIN_IMAGES));
        Files.delete(folder.resolve(TRAIN_IMAGES));
        compress(Arrays.copyOf(idx, idx.length - 1), TRAIN_IMAGES + ".gz");
        refuses(folder.resolve(TRAIN_IMAGES + ".gz")
                + ": cannot be read past byte 27: the data end; the file is damaged or cut short, fetch it again");
        byte[] compressed = Files.readAllBytes(folder.resolve(TRAIN_IMAGES + ".gz"));
        Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), Arrays.copyOf(compressed, compressed.length - 12));
        assertThatThrownBy(() -> FashionMnistReader.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessageMatching(
                        ".*/train-images-idx3-ubyte.gz: cannot be read past byte \\d+: Unexpected end of ZLIB"
                                + " input stream; the file is damaged or cut short, fetch it again");
    }

    @Test
    void refusesAFileOfAnotherSizeThanItsHeaderTells() throws IOException {
        Path file = folder.resolve(TRAIN_IMAGES);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 20));
        refuses(file + ": has 20 bytes where its header asks for 28; the file is damaged or cut short, fetch it again");
    }

    @Test
    void refusesACompressedFileThatGoesOn() throws IOException {
        byte[] idx = Files.readAllBytes(folder.resolve(TRAIN_LABELS));
        Files.delete(folder.resolve(TRAIN_LABELS));
        compress(Arrays.copyOf(idx, idx.length + 1), TRAIN_LABELS + ".gz");
        refuses(folder.resolve(TRAIN_LABELS + ".gz")
                + ": goes on after the 10 bytes of which its header tells; fetch it again");
    }

    @Test
    void refusesImpossibleSizesBeforeTakingMemory() throws IOException {
        Path file = folder.resolve(TRAIN_IMAGES);
        Files.write(file, idx(new int[] {60_000, 100_000, 100_000}));
        refuses(file + ": its header claims 100000 for dimension 1; a dimension is at least 1, and all together are at"
                + " most 268435456 bytes");
        Files.write(file, idx(new int[] {-1, 28, 28}));
        refuses(file
                + ": its header claims 4294967295 for dimension 0; a dimension is at least 1, and all together are at"
                + " most 268435456 bytes");
        Files.write(file, idx(new int[] {2, 0, 28}));
        refuses(file + ": its header claims 0 for dimension 1; a dimension is at least 1, and all together are at most"
                + " 268435456 bytes");
    }

    @Test
    void refusesAnotherMagicNumber() throws IOException {
        Path file = folder.resolve(TRAIN_IMAGES);
        Files.write(file, idx(new int[] {2}, new int[16]));
        refuses(file + ": begins with 00 00 08 01; an IDX file of bytes with 3 dimension(s) begins with 00 00 08 03");
    }

    @Test
    void refusesLabelsThatDoNotFit() throws IOException {
        Path labels = folder.resolve(TRAIN_LABELS);
        Files.write(labels, idx(new int[] {2}, 9, 10));
        refuses(labels + ": label 1 is 10, which is not in [0, 10)");
        Files.write(labels, idx(new int[] {3}, 9, 0, 0));
        refuses(folder.resolve(TRAIN_IMAGES) + ": has 2 images, but " + labels
                + " has 3 labels; they do not belong together");
    }

    @Test
    void refusesAMissingFileOrFolder() throws IOException {
        Files.delete(folder.resolve(TRAIN_LABELS));
        refuses(folder + ": holds neither train-labels-idx1-ubyte nor train-labels-idx1-ubyte.gz; it must hold the four"
                + " files of Fashion-MNIST");
        Path absent = folder.resolve("absent");
        assertThatThrownBy(() -> FashionMnistReader.read(absent))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(absent + ": there is no such folder");
    }

    @Test
    void readsTheBuiltInSubset() {
        Assumptions.assumeTrue(
                FashionMnistReader.class.getResource("fashion-mnist-lt/" + TRAIN_IMAGES + ".gz") != null,
                "skipped: the built-in data set is not on the class path");
        Datasets builtIn = FashionMnistReader.builtIn();
        assertThat(builtIn.train().image(0).width()).isEqualTo(28);
        assertThat(ClassTable.of(builtIn.train()).imbalanceFactor()).isBetween(90.0, 110.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {TRAIN_IMAGES, TRAIN_LABELS})
    void refusesEveryShorterFile(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> FashionMnistReader.read(folder))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> FashionMnistReader.read(folder))
                .isInstanceOf(DataException.class)
                .hasMessage(message);
    }

    private static byte[] idx(int[] sizes, int... elements) {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * sizes.length + elements.length);
        bytes.put((byte) 0).put((byte) 0).put((byte) 8).put((byte) sizes.length);
        for (int size : sizes) {
            bytes.putInt(size);
        }
        for (int element : elements) {
            bytes.put((byte) element);
        }
        return bytes.array();
    }

    private void compress(byte[] bytes, String name) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        Files.write(folder.resolve(name), compressed.toByteArray());
    }
}
