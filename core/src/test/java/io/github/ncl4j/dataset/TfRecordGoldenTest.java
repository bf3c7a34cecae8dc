package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.dataset.CifarTfRecords.Part;
import io.github.ncl4j.golden.GoldenCase;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import io.github.ncl4j.testkit.GoldenFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Record files that another implementation wrote, whole, damaged and cut short. */
@Tag("golden")
class TfRecordGoldenTest {

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> convertsEveryImageAndLabel() {
        return GoldenFolder.tests("tfrecord", TfRecordGoldenTest.this::convert);
    }

    private void convert(Path golden) {
        try (GoldenCase expected = new GoldenCase(golden.resolve("expected.json"))) {
            int classes = expected.json().path("classes").asInt();
            Path source = folder.resolve("cifar-" + classes + "-data-im-0.02");
            Files.createDirectory(source);
            Files.copy(golden.resolve("train.tfrecords"), source.resolve("train.tfrecords"));
            Files.copy(golden.resolve("eval.tfrecords"), source.resolve("eval.tfrecords"));
            Path target = Files.createDirectory(folder.resolve("out"));
            CifarTfRecords set = CifarTfRecords.find(folder).get(0);
            set.convert(Part.TRAIN, target, ImageFileFormat.PNG);
            set.convert(Part.VALID, target, ImageFileFormat.PNG);
            String name = "cifar" + classes + "_imbalance50";
            check(Datasets.annotated(target.resolve(name + "_train.json")), expected, "train");
            check(Datasets.annotated(target.resolve(name + "_valid.json")), expected, "eval");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(ImageDataset converted, GoldenCase expected, String part) {
        long[] labels = expected.longs(part + "/labels");
        byte[] planes = expected.bytes(part + "/images");
        assertThat(converted.size()).isEqualTo(labels.length).isPositive();
        for (int i = 0; i < labels.length; i++) {
            assertThat(converted.target(i)).as("label %d", i).isEqualTo((int) labels[i]);
            byte[] pixels = converted.image(i).pixels();
            for (int p = 0; p < 1024; p++) {
                for (int c = 0; c < 3; c++) {
                    assertThat(pixels[3 * p + c]).isEqualTo(planes[(3 * i + c) * 1024 + p]);
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> refusesDamageByRecordAndByte() {
        return GoldenFolder.files("tfrecord").stream().flatMap(golden -> {
            try (GoldenCase expected = new GoldenCase(golden.resolve("expected.json"))) {
                return expected.json().path("files").properties().stream()
                        .filter(file -> file.getValue().has("error"))
                        .map(file -> DynamicTest.dynamicTest(
                                file.getKey(), () -> refuse(golden.resolve(file.getKey()), file.getValue())));
            }
        });
    }

    /** What the message says beside record and byte, by the golden description of the damage. */
    private static String reason(String error) {
        if (error.contains("payload crc")) {
            return "the checksum of its data is wrong";
        }
        if (error.contains("length crc")) {
            return "the checksum of its length is wrong";
        }
        return error.contains("payload") ? "the file ends inside its data" : "the file ends inside its length";
    }

    private static void refuse(Path file, JsonNode expected) throws IOException {
        int good = expected.path("good_records_before_error").asInt();
        try (TfRecordReader reader = TfRecordReader.open(file)) {
            for (int i = 0; i < good; i++) {
                assertThat(reader.next()).as("record %d", i).isNotNull();
            }
            assertThat(reader.records()).isEqualTo(good);
            assertThatThrownBy(reader::next)
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(file + ": record " + good + ", which begins at byte " + reader.position()
                            + ": " + reason(expected.path("error").asText()));
        }
    }

    @TestFactory
    Stream<DynamicTest> aJpegDecodesToWhatTheReferencesWriterStores() {
        return GoldenFolder.tests("jpeg.json", this::jpeg);
    }

    private void jpeg(Path golden) {
        try (GoldenCase expected = new GoldenCase(golden)) {
            Path file = folder.resolve("source.jpg");
            ImageFileFormat.JPEG.write(new RgbImage(32, 32, expected.bytes("cifar_source")), file);
            assertThat(new ImageDecoder().decode(file).pixels()).isEqualTo(expected.bytes("cv2.cifar_imwrite"));
            assertThat(quantization(Files.readAllBytes(file)))
                    .isEqualTo(quantization(expected.bytes("jpeg.cifar_imwrite")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The two quantisation tables of a baseline JPEG, 64 bytes each, whether in one segment or in two. */
    private static String quantization(byte[] jpeg) {
        StringBuilder tables = new StringBuilder();
        for (int at = 2; at + 4 < jpeg.length && (jpeg[at + 1] & 0xff) != 0xda; ) {
            int length = (jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff);
            if ((jpeg[at + 1] & 0xff) == 0xdb) {
                for (int i = at + 4; i < at + 2 + length; i++) {
                    tables.append(jpeg[i]).append(' ');
                }
            }
            at += 2 + length;
        }
        return tables.toString();
    }
}
