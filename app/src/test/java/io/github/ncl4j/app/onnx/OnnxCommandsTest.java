package io.github.ncl4j.app.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.TinyTraining;
import io.github.ncl4j.app.Turned;
import io.github.ncl4j.evaluate.Prediction;
import io.github.ncl4j.evaluate.Predictor;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.predict.ClassifierOptions;
import io.github.ncl4j.serve.model.OnnxModel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a trained checkpoint to an ONNX file, and predictions of both. */
class OnnxCommandsTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path folder;

    private static Path checkpoint;
    private static Path exported;
    private static CommandRun export;

    @BeforeAll
    static void trainAndExport() throws IOException {
        Path config = TinyTraining.write(folder);
        for (String part : List.of("train", "valid")) {
            Path annotations = folder.resolve(part + ".json");
            String named = Files.readString(annotations)
                    .replace(
                            "\"num_classes\"",
                            "\"class_names\": [\"Käfer\", \"🐈 \\\"猫\\\"\", \"a\"], \"num_classes\"");
            Files.writeString(annotations, named);
        }
        CommandRun trained = CommandRun.of(
                "train",
                config.toString(),
                "--output",
                folder.resolve("run").toString(),
                "train.epochs=1",
                "data.exif_orientation=ignore",
                // Packed images are smaller, which predictions and the exported file must know.
                "data.cache={type: packed, path: " + folder.resolve("packed") + ", shortest_side: 7}",
                // Images of 8 x 8 pixels grow and are cut, so that preparation has something to do.
                "augment.evaluate=[{type: resize, shortest_side: 11}, {type: center-crop, size: 9}]");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        checkpoint = folder.resolve("run/checkpoints/last.safetensors");
        exported = folder.resolve("tiny.onnx");
        export = export(exported, "--compare", "--expert-logits", "--features", "--check-nodes", "--threshold", "0.5");
    }

    private static CommandRun export(Path output, String... options) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "model",
                                "export",
                                checkpoint.toString(),
                                "--format",
                                "onnx",
                                "--output",
                                output.toString()),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    @Test
    void exportSaysWhatItComparedAndFound() {
        assertThat(export.exitCode()).as(export.err()).isZero();
        assertThat(export.out().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches(".*tiny\\.onnx: 2 experts, 3 classes, 0\\.6 MB"),
                        line -> assertThat(line)
                                .matches(
                                        "ONNX Runtime and libtorch on random images: logits differ by \\d\\.\\de-\\d\\d at most,"
                                                + " and the outputs of \\d\\d nodes within the tolerance"),
                        line -> assertThat(line)
                                .contains(
                                        "15 validation images",
                                        "the same top-1 on 15, and on 15 of the 15 with a margin"),
                        line -> assertThat(line).contains("images", "checkpoint", "file", "difference"),
                        line -> assertThat(line).startsWith("all ").endsWith("+0.00 %"),
                        line -> assertThat(line).startsWith("medium "),
                        line -> assertThat(line).startsWith("few "));
        assertThat(folder).isDirectoryNotContaining("glob:**/.tiny*");
    }

    @Test
    void theFileClassifiesAsTheCheckpoint() throws IOException {
        List<RgbImage> images = List.of(image("0-0"), image("1-3"), image("2-4"));
        try (Predictor predictor = Predictor.load(checkpoint, "cpu");
                Classifier classifier = Classifier.load(exported, ClassifierOptions.DEFAULT.withThreads(1))) {
            for (RgbImage image : images) {
                Prediction expected = predictor.predict(image);
                io.github.ncl4j.predict.Prediction found = classifier.predict(image);
                assertThat(found.best().name()).isEqualTo(expected.best().name());
                assertThat(found.best().probability()).isCloseTo(expected.best().probability(), within(1e-5));
                assertThat(found.threshold()).isEqualTo(0.5);
            }
            assertThat(classifier.card().classNames())
                    .isEqualTo(predictor.description().classNames())
                    .containsExactly("Käfer", "🐈 \"猫\"", "a");
            assertThat(classifier.card().preparation().text())
                    .isEqualTo("shrink 7 bilinear, resize 11 bilinear, center-crop 9");
            float[] logits = classifier.logits(images).get(1);
            float[] experts = classifier.expertLogits(images).get(1);
            assertThat(experts).hasSize(6);
            for (int c = 0; c < 3; c++) {
                assertThat(logits[c]).isCloseTo((experts[c] + experts[3 + c]) / 2, within(1e-5f));
            }
            assertThat(classifier.embed(images))
                    .hasSize(3)
                    .allSatisfy(each -> assertThat(each).hasSize(2 * 64));
        }
    }

    /** The training saw photos as they are stored, so a mark that one lies on its side changes nothing. */
    @Test
    void photosStayAsTheyAreStoredWhereTheTrainingLeftThemSo() throws IOException {
        Path plain = folder.resolve("valid/1-3.png");
        Path marked = Turned.copy(plain, folder.resolve("marked.png"));
        assertThat(new ImageDecoder().decode(marked).pixels())
                .isNotEqualTo(new ImageDecoder().decode(plain).pixels());
        for (Path model : List.of(checkpoint, exported)) {
            JsonNode predictions = JSON.readTree(
                    CommandRun.of("predict", model.toString(), plain.toString(), marked.toString(), "--json")
                            .out());
            assertThat(predictions.at("/1/predictions")).isEqualTo(predictions.at("/0/predictions"));
            assertThat(predictions.at("/1/predictions")).isNotEmpty();
        }
        try (Predictor predictor = Predictor.load(checkpoint, "cpu");
                Classifier classifier = Classifier.load(exported);
                OnnxModel served = OnnxModel.load(exported, "", OptionalInt.empty(), 1)) {
            assertThat(predictor.predict(marked)).isEqualTo(predictor.predict(plain));
            assertThat(classifier.predict(marked)).isEqualTo(classifier.predict(plain));
            assertThat(served.turnsPhotos()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--input=uint8", "--input=float --softmax", "--expert=1", "--weights=float16", "--weights=int8"})
    void everyFormIsCheckedWhenItIsWritten(String options) throws IOException {
        Path output = folder.resolve(options.replaceAll("\\W+", "-") + ".onnx");

        CommandRun run = export(output, (options + " --check-nodes --compare").split(" "));

        assertThat(run.exitCode()).as(run.err()).isZero();
        if (options.startsWith("--weights")) {
            assertThat(run.out()).contains("weights as " + options.substring(10) + ": logits differ by ");
            assertThat(Files.size(output)).isLessThan(Files.size(exported) * 6 / 10);
        }
        try (Classifier classifier = Classifier.load(output, ClassifierOptions.DEFAULT.withThreads(1))) {
            assertThat(classifier.predict(image("0-0")).candidates()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--format pytorch --softmax | --softmax belongs to --format onnx",
                "--format onnx --all | --all is for weights",
                "--format onnx --threshold 2 | --threshold must be from 0 to 1, not 2.0",
                "--format onnx --images 0 | --images must be at least 1, not 0",
                "--format onnx --weights int4 | is none of float32, float16, int8"
            })
    void optionsThatDoNotFitAreWrongUsage(String options, String message) {
        CommandRun run = CommandRun.of(Stream.concat(
                        Stream.of(
                                "model",
                                "export",
                                checkpoint.toString(),
                                "--output",
                                folder.resolve("no").toString()),
                        Stream.of(options.split(" ")))
                .toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void aStripThatCannotBeScaledIsNamed() throws IOException {
        Path strip = folder.resolve("strip.png");
        ImageIO.write(new BufferedImage(1, 1_000_000, BufferedImage.TYPE_BYTE_GRAY), "png", strip.toFile());

        for (Path model : List.of(checkpoint, exported)) {
            CommandRun run = CommandRun.of("predict", model.toString(), strip.toString(), "--jsonl");
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).contains(strip + ": an image of 1 x 1000000 pixels, scaled to a shortest side of 11");
        }
    }

    @Test
    void anExpertThatIsNotThereLeavesNothing() {
        CommandRun run = export(folder.resolve("third.onnx"), "--expert", "3");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("the checkpoint has 2 experts; there is no expert 3");
        assertThat(folder.resolve("third.onnx")).doesNotExist();
    }

    @Test
    void bothModelsPredictTheSameOfAFolder() throws IOException {
        JsonNode ofFile = predict(0, exported, "--json", folder.resolve("valid").toString());
        JsonNode ofCheckpoint =
                predict(0, checkpoint, "--json", folder.resolve("valid").toString());

        assertThat(ofFile).hasSize(15);
        for (int i = 0; i < 15; i++) {
            assertThat(ofFile.get(i).get("image")).isEqualTo(ofCheckpoint.get(i).get("image"));
            assertThat(ofFile.get(i).at("/predictions/0/name"))
                    .isEqualTo(ofCheckpoint.get(i).at("/predictions/0/name"));
        }
    }

    @Test
    void patternsAndListsOnStandardInputNameImages() throws IOException {
        String pattern = folder.resolve("valid") + "/1-[0-2].png";
        JsonNode ofPattern = predict(0, exported, "--json", pattern);
        String list = String.join(
                "\n",
                folder.resolve("valid/1-0.png").toString(),
                folder.resolve("valid/1-1.png").toString(),
                "",
                folder.resolve("valid/1-2.png").toString());

        assertThat(ofPattern).hasSize(3);
        assertThat(onStandardInput(list.getBytes(StandardCharsets.UTF_8))).isEqualTo(ofPattern);
    }

    @Test
    void anImageOnStandardInputIsOne() throws IOException {
        Path file = folder.resolve("valid/2-1.png");

        JsonNode piped = onStandardInput(Files.readAllBytes(file));

        assertThat(piped).hasSize(1);
        assertThat(piped.at("/0/image").asText()).isEqualTo("standard input");
        assertThat(piped.at("/0/predictions"))
                .isEqualTo(predict(0, exported, "--json", file.toString()).at("/0/predictions"));
    }

    @Test
    void badFilesAreCountedAndTheOthersClassified() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
        CommandRun run = CommandRun.of(
                "predict",
                exported.toString(),
                "--jsonl",
                "--top",
                "1",
                broken.toString(),
                folder.resolve("valid/0-0.png").toString(),
                folder.resolve("none.png").toString());

        List<JsonNode> lines = run.out().lines().map(OnnxCommandsTest::json).toList();
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).get("error").asText()).contains("broken.png", "no JPEG, PNG, BMP or WebP");
        assertThat(lines.get(1).get("predictions")).hasSize(1);
        assertThat(lines.get(2).get("error").asText()).contains("none.png: there is no such file");
    }

    @Test
    void oneFormOfOutputAtATime() {
        CommandRun run = CommandRun.of("predict", exported.toString(), "--json", "--jsonl", "x.png");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--json and --jsonl cannot be given together");
    }

    @Test
    void aGpuIsWrongUsage() {
        CommandRun run = CommandRun.of("predict", exported.toString(), "--device", "cuda:0", "x.png");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("--device cuda:0: ONNX files are computed on the CPU here");
    }

    @Test
    void anOnnxFileOfOthersIsRefused() throws IOException {
        Path other = Files.writeString(folder.resolve("other.onnx"), "no model");

        CommandRun run = CommandRun.of(
                "predict", other.toString(), folder.resolve("valid/0-0.png").toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("other.onnx: cannot be loaded as an ONNX model");
    }

    private static JsonNode onStandardInput(byte[] content) throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(content));
        try {
            return predict(0, exported, "--json", "-");
        } finally {
            System.setIn(before);
        }
    }

    private static JsonNode predict(int exitCode, Path model, String... arguments) {
        CommandRun run = CommandRun.of(Stream.concat(Stream.of("predict", model.toString()), Stream.of(arguments))
                .toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        return json(run.out());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static RgbImage image(String name) {
        return new ImageDecoder().decode(folder.resolve("valid/" + name + ".png"));
    }
}
