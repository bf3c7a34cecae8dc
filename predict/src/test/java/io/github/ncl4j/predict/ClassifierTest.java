package io.github.ncl4j.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassifierTest {

    private static final ClassifierOptions ONE_THREAD = ClassifierOptions.DEFAULT.withThreads(1);

    @TempDir
    private Path folder;

    private final TinyModel model = new TinyModel();

    private Classifier load() throws IOException {
        return Classifier.load(model.write(folder.resolve("tiny.onnx")), ONE_THREAD);
    }

    /** {@code (255 / 255 - 0.5) / 0.25 = 2} for red, {@code (0 - 0.5) / 0.25 = -2} for the others. */
    @Test
    void aRedImageIsRed() throws IOException {
        try (Classifier classifier = load()) {
            Prediction prediction = classifier.predict(plain(6, 5, 0xff0000));

            assertThat(prediction.best()).satisfies(best -> {
                assertThat(best.category()).isZero();
                assertThat(best.name()).isEqualTo("red");
                assertThat(best.probability()).isCloseTo(1 / (1 + 2 * Math.exp(-4)), within(1e-6));
            });
            assertThat(prediction.candidates().stream()
                            .mapToDouble(Prediction.Candidate::probability)
                            .sum())
                    .isCloseTo(1, within(1e-12));
            assertThat(prediction.top(2)).extracting(Prediction.Candidate::name).containsExactly("red", "grün \"2\"");
            assertThat(prediction.top(9)).hasSize(3);
            assertThat(classifier
                            .logits(List.of(ImageDecoder.of(plain(4, 4, 0xff0000))))
                            .get(0))
                    .containsExactly(2, -2, -2);
        }
    }

    @Test
    void logitsThatAreNotFiniteAreNoPrediction() throws IOException {
        model.metadata.put("std", "[1e-40, 0.25, 0.25]");

        try (Classifier classifier = load()) {
            assertThatThrownBy(() -> classifier.predict(plain(4, 4, 0xff0000)))
                    .isInstanceOf(ModelFileException.class)
                    .hasMessageStartingWith("the model gives logits that are NaN or infinite: its weights are broken");
        }
    }

    @Test
    void belowTheThresholdAPredictionIsNotReliable() throws IOException {
        try (Classifier classifier = load()) {
            assertThat(classifier.predict(plain(4, 4, 0xff0000)).reliable()).isTrue();
            assertThat(classifier.predict(plain(4, 4, 0x7f7f7f)).reliable())
                    .as("three classes alike")
                    .isFalse();
        }
    }

    @Test
    void aFileItsBytesAndTheImageAreOneAndTheSame() throws IOException {
        BufferedImage image = plain(5, 4, 0x1080f0);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        Path file = Files.write(folder.resolve("image.png"), png.toByteArray());

        try (Classifier classifier = load()) {
            Prediction expected = classifier.predict(image);
            assertThat(classifier.predict(file)).isEqualTo(expected);
            assertThat(classifier.predict(png.toByteArray())).isEqualTo(expected);
        }
    }

    /** The image is prepared first: of a 6 x 4 image with black sides the 4 x 4 in the middle are white. */
    @Test
    void theImageIsCutBeforeItIsSeen() throws IOException {
        BufferedImage image = plain(6, 4, 0xffffff);
        for (int y = 0; y < 4; y++) {
            image.setRGB(0, y, 0);
            image.setRGB(5, y, 0);
        }
        try (Classifier classifier = load()) {
            assertThat(classifier.logits(List.of(ImageDecoder.of(image))).get(0))
                    .containsExactly(2, 2, 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"normalized, 2", "float, 1"})
    void theModelGetsWhatItTakes(String input, float red) throws IOException {
        model.metadata.put("input", input);

        try (Classifier classifier = load()) {
            assertThat(classifier.logits(List.of(ImageDecoder.of(plain(4, 4, 0xff0000))))
                            .get(0)[0])
                    .isEqualTo(red);
        }
    }

    @Test
    void aBatchGivesWhatItsImagesGiveAlone() throws IOException {
        model.metadata.put("preparation", "");
        List<RgbImage> images = IntStream.range(0, 9)
                .mapToObj(i -> ImageDecoder.of(plain(i < 4 ? 8 : 5, 7, 0x101010 * i + 77)))
                .toList();
        ClassifierOptions small = new ClassifierOptions(1, ImageDecoder.Settings.DEFAULT, 3 * 8 * 7);

        try (Classifier classifier = Classifier.load(model.write(folder.resolve("free.onnx")), small)) {
            List<Prediction> together = classifier.predictAll(images);

            assertThat(together).hasSize(9);
            for (int i = 0; i < 9; i++) {
                assertThat(together.get(i)).isEqualTo(classifier.predict(images.get(i)));
            }
            assertThat(classifier.predictAll(List.of())).isEmpty();
        }
    }

    /** Scaled and cut a second time, the dark pixel of the image would be larger, or gone. */
    @Test
    void preparedImagesAreTakenAsTheyAre() throws IOException {
        model.metadata.put("preparation", "resize 6 bilinear, center-crop 4");
        BufferedImage image = plain(9, 9, 0xffffff);
        image.setRGB(2, 2, 0);
        try (Classifier classifier = load()) {
            RgbImage decoded = ImageDecoder.of(image);
            RgbImage prepared = classifier.prepare(decoded);

            assertThat(prepared.width()).isEqualTo(4);
            assertThat(classifier.preparedLogits(List.of(prepared)).get(0))
                    .isEqualTo(classifier.logits(List.of(decoded)).get(0))
                    .isNotEqualTo(classifier.logits(List.of(prepared)).get(0));
            assertThat(classifier.hasExpertLogits()).isFalse();
            assertThatThrownBy(() -> classifier.preparedExpertLogits(List.of(prepared)))
                    .hasMessageContaining("--expert-logits");
        }
    }

    @Test
    void aFileForOneImageAtATimeGetsThemOneByOne() throws IOException {
        model.batch = 1L;
        List<RgbImage> images = List.of(ImageDecoder.of(plain(4, 4, 0xff0000)), ImageDecoder.of(plain(4, 4, 0x0000ff)));

        try (Classifier classifier = load()) {
            assertThat(classifier.predictAll(images))
                    .extracting(prediction -> prediction.best().name())
                    .containsExactly("red", "blue");
        }
    }

    @Test
    void aFileForSeveralImagesAndNoFewerIsRefused() {
        model.batch = 8L;

        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("tiny.onnx: takes 8 images at once, no fewer and no more");
    }

    @Test
    void imagesBeyondTheLimitsAreRefused() throws IOException {
        model.metadata.put("preparation", "");
        ClassifierOptions narrow = new ClassifierOptions(
                1, new ImageDecoder.Settings(1000, 400, true, ImageDecoder.JpegLibrary.BUNDLED), 100);
        Path large = Files.write(folder.resolve("large.jpg"), new byte[2000]);

        try (Classifier classifier = Classifier.load(model.write(folder.resolve("free.onnx")), narrow)) {
            assertThatThrownBy(() -> classifier.predict(plain(21, 20, 0)))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("21 x 20", "400");
            assertThatThrownBy(() -> classifier.predict(plain(11, 10, 0)))
                    .isInstanceOf(DataException.class)
                    .hasMessage(
                            "the image: has 11 x 10 pixels, and 110 as the model prepares it, more than the 100 that the"
                                    + " network takes; scale or cut it before");
            assertThatThrownBy(() -> classifier.predict(large))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("large.jpg", "1000 bytes");
            assertThatThrownBy(() -> classifier.predict(new byte[] {1, 2, 3}))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("the image", "no JPEG, PNG, BMP or WebP");
            assertThat(classifier.predict(plain(10, 10, 0)).candidates()).hasSize(3);
        }
    }

    /** The file has a header and no pixels, so whoever decoded it first would complain of that. */
    @Test
    void aLargePictureIsRefusedByItsHeader() throws IOException {
        byte[] png = pngWithoutPixels(9000, 9000);
        Path file = Files.write(folder.resolve("large.png"), png);
        String refusal =
                ": has 9000 x 9000 pixels, and 81000000 as the model prepares it, more than the 1048576 that the"
                        + " network takes; scale or cut it before";
        model.metadata.put("preparation", "");
        try (Classifier classifier = load()) {
            assertThatThrownBy(() -> classifier.predict(file))
                    .isInstanceOf(DataException.class)
                    .hasMessage(file + refusal);
            assertThatThrownBy(() -> classifier.read(png, "upload"))
                    .isInstanceOf(DataException.class)
                    .hasMessage("upload" + refusal);
        }
    }

    private static byte[] pngWithoutPixels(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(33)
                .putLong(0x89504e470d0a1a0aL)
                .putInt(13)
                .putInt(0x49484452) // IHDR
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0});
        CRC32 checksum = new CRC32();
        checksum.update(png.array(), 12, 17);
        return png.putInt((int) checksum.getValue()).array();
    }

    @Test
    void wrongCallsSayWhatIsWrong() throws IOException {
        try (Classifier classifier = load()) {
            assertThatThrownBy(() -> classifier.predict((BufferedImage) null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the image is null, as ImageIO.read returns it for a file in a format that it cannot read");
            assertThatThrownBy(() -> classifier.predict((RgbImage) null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("the image is null");
            Prediction prediction = classifier.predict(plain(4, 4, 0));
            assertThat(prediction.top(0)).isEmpty();
            assertThatThrownBy(() -> prediction.top(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the number of likeliest classes must be at least 0, not -1");
        }
    }

    @Test
    void severalThreadsMayAskAtOnceAndClosingWaitsForThem() throws Exception {
        List<RgbImage> images = IntStream.range(0, 200)
                .mapToObj(i -> ImageDecoder.of(plain(4, 4, i % 2 == 0 ? 0xff0000 : 0x0000ff)))
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Classifier classifier = load();
        try {
            List<Future<String>> answers = images.stream()
                    .map(image -> threads.submit(
                            () -> classifier.predict(image).best().name()))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(i % 2 == 0 ? "red" : "blue");
            }
            Future<List<Prediction>> underWay = threads.submit(() -> classifier.predictAll(images));
            underWay.get();
        } finally {
            classifier.close();
            classifier.close();
            threads.shutdown();
        }
        assertThatThrownBy(() -> classifier.predict(images.get(0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void outputsThatWereNotExportedAreNamed() throws IOException {
        try (Classifier classifier = load()) {
            List<RgbImage> images = List.of(ImageDecoder.of(plain(4, 4, 0)));
            assertThatThrownBy(() -> classifier.embed(images)).hasMessageContaining("--features");
            assertThatThrownBy(() -> classifier.expertLogits(images)).hasMessageContaining("--expert-logits");
        }
    }

    @Test
    void theCardTellsWhatTheModelIs() throws IOException {
        try (Classifier classifier = load()) {
            ModelCard card = classifier.card();
            assertThat(card.experiment()).isEqualTo("tiny");
            assertThat(card.classNames()).containsExactly("red", "grün \"2\"", "blue");
            assertThat(card.classCounts()).containsExactly(500, 20, 3);
            assertThat(card.threshold()).isEqualTo(0.5);
            assertThat(card.preparation().text()).isEqualTo("center-crop 4");
            assertThat(card.manyFrom()).isEqualTo(100);
            assertThat(card.side()).as("files of earlier versions lack it").isNull();
        }
        model.metadata.put("side", "4");
        try (Classifier classifier = load()) {
            assertThat(classifier.card().side()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ncl4j_format | 2 | format 2",
                "class_names | [\"a\",\"b\"] | 2 class names do not fit 3 class counts",
                "class_names | {\"a\":1} | class_names: is no JSON array",
                "class_names | [\"a\",\"b\",\"\\x\"] | class_names: is no JSON array",
                "class_names | [\"a | class_names: is no JSON array",
                "mean | [0.5] | mean and std must be three numbers",
                "std | [a,b,c] | std: is no JSON array",
                "input | bgr | input",
                "preparation | resize 99999 bilinear | preparation",
                "side | 0 | side must be at least 1, not 0",
                "side | large | side",
                "threshold | often | threshold"
            })
    void damagedMetadataAreRefused(String key, String value, String message) throws IOException {
        model.metadata.put(key, value);

        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("tiny.onnx")
                .hasMessageContaining(message);
    }

    @Test
    void namesThatDoNotFitTheLogitsAreRefused() throws IOException {
        model.metadata.put("class_names", "[\"a\",\"b\"]");
        model.metadata.put("class_counts", "[1,2]");

        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("its logits do not fit its 2 class names");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.onnx"), "no model");

        assertThatThrownBy(() -> Classifier.load(folder.resolve("none.onnx")))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("none.onnx: there is no such file");
        assertThatThrownBy(() -> Classifier.load(text))
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("text.onnx: cannot be loaded as an ONNX model: it is a text file");
        model.metadata.clear();
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFileException.class)
                .hasMessageContaining("not one that ncl4j exported");
    }

    private static BufferedImage plain(int width, int height, int rgb) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }
}
