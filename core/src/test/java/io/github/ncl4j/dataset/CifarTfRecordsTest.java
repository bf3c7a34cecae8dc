package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.dataset.CifarTfRecords.Part;
import io.github.ncl4j.dataset.tensorflow.BytesList;
import io.github.ncl4j.dataset.tensorflow.Example;
import io.github.ncl4j.dataset.tensorflow.Feature;
import io.github.ncl4j.dataset.tensorflow.Features;
import io.github.ncl4j.dataset.tensorflow.Int64List;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarTfRecordsTest {

    @TempDir
    Path folder;

    @Test
    void findsThePublishedFoldersAndNamesThemByTheirImbalanceFactor() throws IOException {
        for (String name : List.of("cifar-100-data-im-0.01", "cifar-10-data-im-0.02", "cifar-10-data", "notes")) {
            write(folder.resolve(name), List.of(example(new byte[3072], 0)));
        }

        assertThat(CifarTfRecords.find(folder))
                .extracting(CifarTfRecords::name)
                .containsExactly("cifar10_imbalance50", "cifar100_imbalance100");
        assertThat(CifarTfRecords.find(folder.resolve("cifar-100-data-im-0.01")))
                .containsExactly(new CifarTfRecords(
                        folder.resolve("cifar-100-data-im-0.01").toAbsolutePath(), 100, "cifar100_imbalance100"));
        assertThatThrownBy(() -> CifarTfRecords.find(folder.resolve("notes")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("holds no folder such as cifar-10-data-im-0.01");
    }

    @Test
    void planesBecomePixelsAndEveryImageAFile() throws IOException {
        byte[] planes = new byte[3072];
        // The second pixel of the first row: red 1, green 2, blue 3.
        planes[1] = 1;
        planes[1024 + 1] = 2;
        planes[2048 + 1] = 3;
        Path source = folder.resolve("in/cifar-10-data-im-0.01");
        write(source, List.of(example(planes, 7), example(new byte[3072], 0)));
        Path target = Files.createDirectory(folder.resolve("out"));

        CifarTfRecords set = CifarTfRecords.find(source).get(0);
        set.convert(Part.TRAIN, target, ImageFileFormat.PNG);
        set.convert(Part.VALID, target, ImageFileFormat.PNG);

        assertThat(target).isDirectoryRecursivelyContaining("glob:**/cifar10_imbalance100/images/train/000001.png");
        ImageDataset train = Datasets.annotated(target.resolve("cifar10_imbalance100_train.json"));
        assertThat(train.classNames()).hasSize(10);
        assertThat(train.target(0)).isEqualTo(7);
        assertThat(train.image(0).pixels()).startsWith(0, 0, 0, 1, 2, 3, 0);
        assertThat(Datasets.annotated(target.resolve("cifar10_imbalance100_valid.json"))
                        .size())
                .isEqualTo(2);
    }

    @Test
    void aFolderMayLackOneOfTheFilesButNotBoth() throws IOException {
        Path source = folder.resolve("cifar-10-data-im-0.01");
        write(source, List.of(example(new byte[3072], 0)));
        Files.delete(source.resolve("eval.tfrecords"));
        assertThat(CifarTfRecords.find(source).get(0).outputs())
                .containsExactly("cifar10_imbalance100", "cifar10_imbalance100_train.json");

        Files.delete(source.resolve("train.tfrecords"));
        assertThatThrownBy(() -> CifarTfRecords.find(source))
                .isInstanceOf(DataException.class)
                .hasMessage(source.toAbsolutePath() + ": holds neither train.tfrecords nor eval.tfrecords");
    }

    @Test
    void whatIsNoImageIsRefusedByRecordAndByte() throws IOException {
        refuses(example(new byte[3071], 0), "its image must be 3072 bytes");
        refuses(example(new byte[3072], 10), "its label 10 is not in [0, 10)");
        refuses(example(new byte[3072], -1), "its label -1 is not in [0, 10)");
        refuses(Example.getDefaultInstance().toByteArray(), "it has no feature label");
        refuses("no message at all".getBytes(StandardCharsets.UTF_8), "it is no tf.train.Example");
    }

    private void refuses(byte[] record, String why) throws IOException {
        Path source = folder.resolve("cifar-10-data-im-0.01");
        byte[] good = example(new byte[3072], 0);
        write(source, List.of(good, record));
        Path target = Files.createTempDirectory(folder, "out");
        CifarTfRecords records = CifarTfRecords.find(source).get(0);

        assertThatThrownBy(() -> records.convert(Part.TRAIN, target, ImageFileFormat.PNG))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(source.resolve("train.tfrecords") + ": record 1, which begins at byte "
                        + (good.length + 16) + ": " + why);
    }

    private static byte[] example(byte[] image, long label) {
        return Example.newBuilder()
                .setFeatures(Features.newBuilder()
                        .putFeature(
                                "image",
                                Feature.newBuilder()
                                        .setBytesList(BytesList.newBuilder().addValue(ByteString.copyFrom(image)))
                                        .build())
                        .putFeature(
                                "label",
                                Feature.newBuilder()
                                        .setInt64List(Int64List.newBuilder().addValue(label))
                                        .build()))
                .build()
                .toByteArray();
    }

    private static void write(Path source, List<byte[]> records) throws IOException {
        Files.createDirectories(source);
        for (String name : List.of("train.tfrecords", "eval.tfrecords")) {
            try (OutputStream out = Files.newOutputStream(source.resolve(name))) {
                for (byte[] record : records) {
                    TfRecord.write(out, record);
                }
            }
        }
    }
}
