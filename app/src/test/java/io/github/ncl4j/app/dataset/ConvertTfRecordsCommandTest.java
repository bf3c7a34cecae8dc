package io.github.ncl4j.app.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.dataset.TfRecord;
import io.github.ncl4j.dataset.tensorflow.BytesList;
import io.github.ncl4j.dataset.tensorflow.Example;
import io.github.ncl4j.dataset.tensorflow.Feature;
import io.github.ncl4j.dataset.tensorflow.Features;
import io.github.ncl4j.dataset.tensorflow.Int64List;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertTfRecordsCommandTest {

    @TempDir
    Path folder;

    @Test
    void everyPublishedFolderBecomesImagesAndTwoAnnotationFiles() throws IOException {
        write("in/cifar-10-data-im-0.01", 10);
        write("in/cifar-100-data-im-0.02", 100);
        Path out = Files.createDirectories(folder.resolve("out"));
        Files.writeString(out.resolve("other.txt"), "stays");

        CommandRun run = convert("--format=jpeg");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("cifar10_imbalance100 train", "10 images, 10 classes", "100 images, 100 classes");
        assertThat(out.toFile().list())
                .containsExactlyInAnyOrder(
                        "other.txt",
                        "cifar10_imbalance100",
                        "cifar10_imbalance100_train.json",
                        "cifar10_imbalance100_valid.json",
                        "cifar100_imbalance50",
                        "cifar100_imbalance50_train.json",
                        "cifar100_imbalance50_valid.json");
        assertThat(out.resolve("cifar10_imbalance100/images/train/000009.jpg")).isNotEmptyFile();
        CommandRun check = CommandRun.of(
                "dataset",
                "check",
                out.resolve("cifar10_imbalance100_train.json").toString());
        assertThat(check.out()).contains("width 32 to 32", "unreadable    0", "missing       0");

        CommandRun again = convert("--format=png");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains(out.resolve("cifar10_imbalance100") + " exists already");
    }

    @Test
    void aDamagedRecordIsNamedAndNothingStays() throws IOException {
        Path source = write("in/cifar-10-data-im-0.01", 10);
        byte[] records = Files.readAllBytes(source.resolve("eval.tfrecords"));
        int size = records.length / 10;
        records[3 * size + 100]++;
        Files.write(source.resolve("eval.tfrecords"), records);

        CommandRun run = convert("--format=png");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("ncl4j: " + source.resolve("eval.tfrecords").toAbsolutePath()
                        + ": record 3, which begins at byte " + 3 * size
                        + ": the checksum of its data is wrong; the file is damaged\n");
        assertThat(folder.resolve("out")).isEmptyDirectory();
    }

    @Test
    void wrongUsage() throws IOException {
        assertThat(convert("--format=gif"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("'gif' is none of png, jpeg"));
        Files.createDirectories(folder.resolve("in"));
        assertThat(convert("--format=png"))
                .matches(run -> run.exitCode() == 1 && run.err().contains("holds no folder such as"));
        Files.createDirectories(folder.resolve("in/cifar-10-data-im-0.01"));
        assertThat(convert("--format=png"))
                .matches(run ->
                        run.exitCode() == 1 && run.err().contains("holds neither train.tfrecords nor eval.tfrecords"));
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private CommandRun convert(String option) {
        return CommandRun.of(
                "dataset",
                "convert-tfrecords",
                folder.resolve("in").toString(),
                folder.resolve("out").toString(),
                option);
    }

    /** One image of each class in both files. */
    private Path write(String name, int classes) throws IOException {
        Path source = Files.createDirectories(folder.resolve(name));
        for (String file : new String[] {"train.tfrecords", "eval.tfrecords"}) {
            try (OutputStream out = Files.newOutputStream(source.resolve(file))) {
                for (int c = 0; c < classes; c++) {
                    TfRecord.write(out, example(c));
                }
            }
        }
        return source;
    }

    private static byte[] example(int label) {
        byte[] image = new byte[3072];
        image[label] = 1;
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
}
