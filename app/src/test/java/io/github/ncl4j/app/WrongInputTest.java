package io.github.ncl4j.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What can be wrong, what the user then reads, and the exit code: 2 for wrong usage or configuration, 1 for what fails. The
 * message is the whole answer: no stack trace, nothing on standard output, and not a file that was not there before.
 */
class WrongInputTest {

    @TempDir
    private static Path folder;

    private static RunDirectory held;

    /** A mistake; {@code @} stands for the folder of all files. */
    private record Mistake(String what, String command, int exitCode, List<String> says) {

        String[] arguments() {
            return inFolder(command).split(" ");
        }

        @Override
        public String toString() {
            return what;
        }
    }

    private static Mistake mistake(String what, String command, int exitCode, String... says) {
        return new Mistake(what, command, exitCode, List.of(says));
    }

    /** {@code train} of the good configuration, but for what is wrong. */
    private static String train(String wrong) {
        return "train @tiny.yaml --output @new " + wrong;
    }

    static Stream<Mistake> configurations() {
        return Stream.of(
                mistake(
                        "an unknown key",
                        train("train.bach_size=8"),
                        2,
                        "the configuration has a problem:",
                        "override train.bach_size=8: train.bach_size = 8: unknown key; did you mean 'train.batch_size'?"),
                mistake(
                        "a value of the wrong type",
                        train("train.epochs=many"),
                        2,
                        "train.epochs = many: must be a whole number"),
                mistake("no experts", train("model.experts=0"), 2, "model.experts = 0: must be at least 1"),
                mistake(
                        "several problems at once, each with its line",
                        "train @many.yaml --output @new modle.experts=3",
                        2,
                        "the configuration has 5 problems:",
                        "many.yaml:2: data.formt = built-in: unknown key; did you mean 'data.format'?",
                        "many.yaml:4: train.epochs = many: must be a whole number",
                        "many.yaml:5: train.batch_size = 1: must be at least 2",
                        "override modle.experts=3: modle = {experts: 3}: unknown key; did you mean 'model'?",
                        "data.format: is missing"),
                mistake(
                        "a configuration that does not exist",
                        "train @no.yaml --output @new",
                        2,
                        "@no.yaml: does not exist"),
                mistake(
                        "a configuration that is a folder",
                        "train @folder.yaml --output @new",
                        2,
                        "@folder.yaml: is a folder"),
                mistake(
                        "YAML that explodes when it is read",
                        "train @laughs.yaml --output @new",
                        2,
                        "laughs.yaml:2: must not use aliases"),
                mistake(
                        "YAML that runs code when it is read",
                        "train @code.yaml --output @new",
                        2,
                        "code.yaml:1: must not use tags"),
                mistake(
                        "a teacher that does not exist",
                        train("distill.teacher=@no.safetensors model.experts=1 loss.type=balanced-softmax"),
                        2,
                        "the configuration has a problem:",
                        "@no.safetensors: distill.teacher: there is no such file"),
                mistake(
                        "a teacher for several experts under their own loss",
                        train("distill.teacher=@no.safetensors"),
                        2,
                        "the configuration has 2 problems:",
                        "model.experts = 2: must be 1",
                        "loss.type = ncl: must be balanced-softmax"),
                mistake("an override without a value", train("train.epochs"), 2, "train.epochs", "key=value"));
    }

    static Stream<Mistake> usage() {
        return Stream.of(
                mistake(
                        "an unknown option",
                        train("--epochs 3"),
                        2,
                        "Unknown option: '--epochs'",
                        "ncl4j train --help"),
                mistake("an empty output folder", "train @tiny.yaml --output=", 2, "'--output'", "is empty"),
                mistake("nothing to resume", train("--resume="), 2, "'--resume'", "is empty"),
                mistake("an empty checkpoint", "predict  @valid/0-0.png", 2, "CHECKPOINT", "is empty"),
                mistake("no configuration", "train", 2, "Missing required parameter: 'CONFIG'", "ncl4j train --help"),
                mistake("a device with no such name", train("--device gpu"), 2, "'gpu'; use auto, cpu or cuda:N"),
                mistake(
                        "no class to print",
                        "predict @trained @valid/0-0.png --top 0",
                        2,
                        "--top must be at least 1, not 0"),
                mistake(
                        "a loss by its initials",
                        train("loss.type=CE"),
                        2,
                        "loss.type = CE: must be one of ",
                        "; did you mean 'cross-entropy'?"),
                mistake(
                        "a setting that is written like an option",
                        train("--train.epochs=3"),
                        2,
                        "Unknown option: '--train.epochs=3'",
                        "Settings have no dashes: write train.epochs=3"),
                mistake(
                        "a quickstart where one has been",
                        "quickstart --output @quick",
                        1,
                        "@quick/ncl: already holds a run; use another --output"),
                mistake(
                        "a folder of images in the place of annotations",
                        "evaluate @trained --data @valid",
                        1,
                        "@valid: is a folder, not a file of annotations",
                        "'ncl4j dataset from-folder @valid' writes such files"),
                mistake("no image to predict", "predict @trained", 2, "Missing required parameter: 'IMAGE'"),
                mistake(
                        "no place for features",
                        "embed @trained @valid/0-0.png",
                        2,
                        "give either --output FILE or --jsonl"),
                mistake(
                        "two places for features",
                        "embed @trained @valid/0-0.png --jsonl --output @new.safetensors",
                        2,
                        "give either --output FILE or --jsonl"),
                mistake(
                        "features in a file of another kind",
                        "embed @trained @valid/0-0.png --output @new.npy",
                        2,
                        "--output must end in .safetensors, not @new.npy"),
                mistake(
                        "features of an expert that is not there",
                        "embed @trained @valid/0-0.png --jsonl --expert 3",
                        2,
                        "--expert must be at least 1 and at most 2, not 3"),
                mistake(
                        "features by an ONNX file",
                        "embed @model.onnx @valid/0-0.png --jsonl",
                        2,
                        "embed takes a checkpoint, not the ONNX file @model.onnx"));
    }

    static Stream<Mistake> data() {
        return Stream.of(
                mistake(
                        "annotations that do not exist",
                        train("data.train_annotations=@no.json"),
                        1,
                        "@no.json: there is no such file"),
                mistake(
                        "annotations that are cut short",
                        train("data.train_annotations=@cut.json"),
                        1,
                        "@cut.json:1:",
                        "not valid JSON"),
                mistake(
                        "a key that JSON has twice",
                        train("data.train_annotations=@twice.json"),
                        1,
                        "@twice.json:1:",
                        "not valid JSON: Duplicate field 'category_id'"),
                mistake(
                        "a class that is none",
                        train("data.train_annotations=@out-of-range.json"),
                        1,
                        "@out-of-range.json: 1 problem:",
                        "image_id 2000: category_id 3 is not in [0, 3)"),
                mistake(
                        "a class without images",
                        train(
                                "data.train_annotations=@empty-class.json data.validation_annotations=@four-classes.json"),
                        1,
                        "there is no training image of 1 of the 4 classes: 3"),
                mistake(
                        "validation data of other classes",
                        train("data.validation_annotations=@four-classes.json"),
                        1,
                        "the validation images are of 4 classes, but the training set has 3"),
                mistake(
                        "an image that does not exist",
                        train("data.train_annotations=@gone.json"),
                        1,
                        "@gone.json: 1 problem:",
                        "image_id 2003: there is no file @train/gone.png"),
                mistake(
                        "an archive that is cut short",
                        "train @tiny.yaml --output @new data.format=cifar-10 data.path=@cut.tar.gz"
                                + " data.train_annotations=null data.validation_annotations=null",
                        1,
                        "@cut.tar.gz: entry data_batch_1.bin: cannot be read past byte",
                        "damaged or cut short, fetch it again"),
                mistake(
                        "a batch larger than the data",
                        train("train.batch_size=65"),
                        1,
                        "64 images",
                        "65",
                        "train.batch_size"));
    }

    static Stream<Mistake> checkpoints() {
        return Stream.of(
                mistake(
                        "a checkpoint that does not exist",
                        train("--resume @no.safetensors"),
                        1,
                        "@no.safetensors: there is no such file"),
                mistake(
                        "a checkpoint of a run with other settings",
                        train("--resume @trained/checkpoints/last.safetensors model.experts=3"),
                        1,
                        "last.safetensors: is of a run with other settings (model.experts: 2, now 3)"),
                mistake(
                        "a checkpoint of another architecture, to resume",
                        train("--resume @three-experts.safetensors model.experts=3"),
                        1,
                        "@three-experts.safetensors: the weights are of another architecture than the model"),
                mistake(
                        "a checkpoint of another architecture, to evaluate",
                        "evaluate @three-experts.safetensors",
                        1,
                        "@three-experts.safetensors: the weights are of another architecture than the model"),
                mistake(
                        "a checkpoint that is cut short",
                        "evaluate @cut.safetensors",
                        1,
                        "@cut.safetensors: ",
                        "the file is damaged or cut short"),
                mistake(
                        "a checkpoint whose header lies about its length",
                        "predict @lying.safetensors @valid/0-0.png",
                        1,
                        "@lying.safetensors: ",
                        Long.toString(1L << 62)),
                mistake(
                        "weights that are no checkpoint",
                        "evaluate @weights.safetensors",
                        1,
                        "@weights.safetensors: holds weights alone and is no checkpoint of ncl4j"),
                mistake("something else than a checkpoint", "evaluate @tiny.yaml", 1, "@tiny.yaml: ", "safetensors"),
                mistake(
                        "a folder without a run",
                        "evaluate @valid",
                        1,
                        "@valid/checkpoints/last.safetensors: there is no such file"),
                mistake(
                        "data of other classes than the checkpoint's",
                        "evaluate @trained --data @four-classes.json",
                        1,
                        "the images are of 4 classes, but the checkpoint has 3"));
    }

    static Stream<Mistake> places() {
        return Stream.of(
                mistake(
                        "an output folder in whose place there is a file",
                        "train @tiny.yaml --output @file.txt",
                        1,
                        "@file.txt: cannot be used as the output folder",
                        "use another one",
                        "Options for that: --output DIR"),
                mistake(
                        "features in the place of a file",
                        "embed @trained @valid/0-0.png --output @weights.safetensors",
                        1,
                        "@weights.safetensors exists already"),
                mistake(
                        "an output folder below a file",
                        "train @tiny.yaml --output @file.txt/run",
                        1,
                        "@file.txt/run: cannot be used as the output folder"),
                mistake(
                        "a second run in a folder",
                        "train @tiny.yaml --output @trained",
                        1,
                        "@trained: already holds a run; resume it, or train in another folder",
                        "Options for that: --resume auto, --output DIR"),
                mistake(
                        "two runs in a folder at a time",
                        "train @tiny.yaml --output @held",
                        1,
                        "@held: this process is training in this folder"),
                mistake(
                        "a device that is not here",
                        train("--device cuda:7"),
                        1,
                        "device 'cuda:7' is not here: libtorch sees 0 GPUs"));
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        Path config = TinyTraining.write(folder);
        CommandRun trained = CommandRun.of(
                "train",
                config.toString(),
                "train.epochs=1",
                "--output",
                folder.resolve("trained").toString());
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        BrokenInputs.write(folder);
        Files.createDirectories(folder.resolve("quick"));
        Files.copy(
                folder.resolve("trained/config.yaml"),
                Files.createDirectories(folder.resolve("quick/ncl")).resolve("config.yaml"));
        held = RunDirectory.open(folder.resolve("held"));
    }

    @AfterAll
    static void release() {
        held.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"configurations", "usage", "data", "checkpoints", "places"})
    void isAnsweredWithAMessageAndAnExitCodeAndNothingElse(Mistake mistake) throws IOException {
        Map<String, Long> before = files();

        CommandRun run = CommandRun.of(mistake.arguments());

        assertThat(run.err())
                .startsWith("ncl4j: ")
                .contains(mistake.says.stream().map(WrongInputTest::inFolder).toList())
                .doesNotContain("\tat ", "Exception", "unexpected");
        assertThat(run.exitCode()).isEqualTo(mistake.exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"configurations", "data", "checkpoints", "places"})
    void showsAStackTraceWhereThatIsWanted(Mistake mistake) {
        CommandRun run = CommandRun.of((inFolder(mistake.command) + " --debug").split(" "));

        assertThat(run.exitCode()).isEqualTo(mistake.exitCode);
        assertThat(run.err()).startsWith("ncl4j: ").contains("Exception", "\tat io.github.ncl4j");
    }

    /** Images are decoded while training goes on, so this is found at work; mended, the same command goes on. */
    @Test
    void anImageThatDoesNotDecodeStopsTheRunWhichGoesOnOnceItIsMended() throws IOException {
        Path image = folder.resolve("train/1-4.png");
        byte[] good = Files.readAllBytes(image);
        Path output = folder.resolve("mended");
        String[] train = {
            "train", inFolder("@tiny.yaml"), "train.epochs=1", "--output", output.toString(), "--resume", "auto"
        };

        Files.copy(folder.resolve("broken.png"), image, StandardCopyOption.REPLACE_EXISTING);
        CommandRun broken = CommandRun.of(train);
        Files.write(image, good);
        CommandRun mended = CommandRun.of(train);

        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err())
                .startsWith("ncl4j: " + image + ": cannot be decoded: ")
                .contains("'data.on_bad_image: skip' leaves such images out, and 'ncl4j dataset check' lists them")
                .hasLineCount(1);
        assertThat(broken.out()).isEmpty();
        assertThat(mended.exitCode()).as(mended.err()).isZero();
    }

    private static String inFolder(String text) {
        return text.replace("@", folder + "/");
    }

    /** Every file and folder, and when it was changed. */
    private static Map<String, Long> files() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                files.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
            }
        }
        return files;
    }
}
