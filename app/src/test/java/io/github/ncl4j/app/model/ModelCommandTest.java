package io.github.ncl4j.app.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.app.CommandRun;
import io.github.ncl4j.app.TinyTraining;
import io.github.ncl4j.config.ExperimentConfig;
import io.github.ncl4j.config.ExperimentFile;
import io.github.ncl4j.model.ExpertEnsemble;
import io.github.ncl4j.pytorch.TorchFile;
import io.github.ncl4j.pytorch.TorchFileWriter;
import io.github.ncl4j.torch.EngineScope;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights in and out, by the commands. */
@ExtendWith(EngineScope.class)
class ModelCommandTest {

    private static final String COUNTER = "backbone.0.bn1.num_batches_tracked";

    @TempDir
    Path folder;

    private Path config;
    private Path source;
    private Path output;

    @BeforeEach
    void name() throws IOException {
        config = TinyTraining.write(folder);
        source = folder.resolve("theirs.pth");
        output = folder.resolve("ours.safetensors");
    }

    @Test
    void weightsOfTheReferenceBecomeACheckpointAndGoBack() throws IOException {
        Map<String, Tensor> weights = ensemble(2);
        Map<String, Tensor> theirs = prefixed("module.", weights);
        theirs.put("module." + COUNTER, torch.ones(1));
        TorchFileWriter.write(source, theirs);

        CommandRun imported = run("import", source, "--config", config, "--output", output);

        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(imported.out()).isEqualTo(output + ": " + weights.size() + " tensors\nleft out: " + COUNTER + "\n");
        CommandRun evaluated = CommandRun.of("evaluate", output.toString(), "--device", "cpu");
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("on 15 images", "expert 1", "expert 2");

        Path back = folder.resolve("back.pth");
        CommandRun exported = run("export", output, "--format", "pytorch", "--output", back);
        assertThat(exported.out()).isEqualTo(back + ": " + weights.size() + " tensors\n");
        try (TorchFile file = TorchFile.open(back)) {
            assertEqual(file.tensors(), weights);
        }
    }

    @Test
    void brokenWeightsAreEvaluatedAndCounted() throws IOException {
        TorchFileWriter.write(source, ensemble(2));
        assertThat(run("import", source, "--config", config, "--output", output).exitCode())
                .isZero();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            Map<String, Tensor> weights = file.tensors(name -> true);
            Objects.requireNonNull(weights.get("classifier.1.bias")).fill_(new Scalar(Float.NaN));
            SafetensorsWriter.write(output, file.metadata(), weights);
        }

        CommandRun evaluated = CommandRun.of("evaluate", output.toString(), "--device", "cpu", "--temperature");

        assertThat(evaluated.exitCode()).as(evaluated.err()).isEqualTo(1);
        assertThat(evaluated.out()).contains("15 of 15 images have logits that are NaN or infinite");
        String image = folder.resolve("valid/0-0.png").toString();
        CommandRun predicted = CommandRun.of("predict", output.toString(), image, image);
        assertThat(predicted.exitCode()).isEqualTo(1);
        assertThat(predicted.out()).doesNotContain("NaN");
        assertThat(predicted.err())
                .containsOnlyOnce("ncl4j: the model gives logits that are NaN or infinite: its weights are broken")
                .doesNotContain("\tat ");
    }

    @Test
    void normalisedClassifiersMakeAnOrdinaryCheckpoint() throws IOException {
        TorchFileWriter.write(source, ensemble(2));
        assertThat(run("import", source, "--config", config, "--output", output).exitCode())
                .isZero();
        Path normalized = folder.resolve("normalized.safetensors");

        CommandRun done = run("tau-normalize", output, "--tau", "1", "--output", normalized);

        assertThat(done.exitCode()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo(normalized + "\n");
        CommandRun evaluated =
                CommandRun.of("evaluate", normalized.toString(), "--device", "cpu", "--logit-adjustment", "1");
        assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
        assertThat(evaluated.out()).contains("on 15 images", "expert 1", "expert 2");
    }

    @Test
    void optionsOfPriorsFitEachOther() throws IOException {
        TorchFileWriter.write(source, ensemble(2));
        assertThat(run("import", source, "--config", config, "--output", output).exitCode())
                .isZero();
        Path one = folder.resolve("one.json");
        Files.writeString(one, """
                {"num_classes": 3, "annotations": [
                {"image_id": 1, "fpath": "valid/0-0.png", "category_id": 0},
                {"image_id": 2, "fpath": "valid/1-0.png", "category_id": 1},
                {"image_id": 3, "fpath": "valid/2-0.png", "category_id": 2}]}""");
        Path prior = Files.writeString(folder.resolve("prior.json"), "{\"2\": 1, \"0\": 8, \"1\": 1}");

        CommandRun single = CommandRun.of(
                "evaluate", output.toString(), "--data", one.toString(), "--temperature", "--target-prior", "" + prior);
        Path two = Files.writeString(
                folder.resolve("two.json"), Files.readString(one).replace("\"category_id\": 2", "\"category_id\": 1"));
        CommandRun lacking = CommandRun.of(
                "evaluate", output.toString(), "--data", two.toString(), "--prior-shift", "--temperature");
        CommandRun useless = CommandRun.of("evaluate", output.toString(), "--source-prior", "uniform");
        CommandRun contradiction = CommandRun.of(
                "evaluate", output.toString(), "--source-prior=uniform", "--prior-shift", "--logit-adjustment=1");
        CommandRun balanced =
                CommandRun.of("evaluate", output.toString(), "--logit-adjustment", "1", "--target-prior", "uniform");

        for (String content : List.of(
                "", "null", "5", "\"abc\"", "[1, true, 1]", "[1, 1, 1] [2]", "{\"0\": 1, \"1\": true, \"2\": 1}")) {
            Path bad = Files.writeString(folder.resolve("bad.json"), content);
            CommandRun refused = CommandRun.of("evaluate", output.toString(), "--target-prior", bad.toString());
            assertThat(refused.exitCode()).as(content).isEqualTo(1);
            assertThat(refused.err()).as(content).contains("bad.json: ").doesNotContain("unexpected", "Source:");
        }
        JsonNode document = new JsonMapper()
                .readTree(CommandRun.of("evaluate", output.toString(), "--json").out());
        boolean firstIsBest = document.at("/experts/0/top1").asDouble()
                >= document.at("/experts/1/top1").asDouble();
        assertThat(document.get("best_expert").asInt()).isEqualTo(firstIsBest ? 1 : 2);
        CommandRun infinite = CommandRun.of("evaluate", output.toString(), "--logit-adjustment", "1e300");
        assertThat(infinite.err()).contains("so large that adjusted logits are infinite");
        assertThat(single.exitCode()).as(single.err()).isZero();
        assertThat(single.out())
                .contains("on 3 images", "temperature n/a: no class has two images", "prior.json: ensemble");
        assertThat(lacking.exitCode()).as(lacking.err()).isZero();
        assertThat(lacking.out())
                .contains("prior shift n/a: there are classes without a test image", ", fitted on half of the images");
        assertThat(useless.exitCode()).isEqualTo(2);
        assertThat(useless.err()).contains("--source-prior is for --prior-shift and --target-prior");
        assertThat(contradiction.exitCode()).isEqualTo(2);
        assertThat(contradiction.err()).contains("leave out one of them");
        assertThat(balanced.exitCode()).as(balanced.err()).isZero();
        assertThat(balanced.out()).contains("adjusted to the target prior uniform");
    }

    @Test
    void tauIsNotNegative() {
        CommandRun normalize = run("tau-normalize", output, "--tau=-1", "--output", output);
        CommandRun evaluate = CommandRun.of("evaluate", output.toString(), "--logit-adjustment=NaN");

        assertThat(normalize.exitCode()).isEqualTo(2);
        assertThat(normalize.err()).contains("--tau must be a finite number of at least 0, not -1.0");
        assertThat(evaluate.exitCode()).isEqualTo(2);
        assertThat(evaluate.err()).contains("--logit-adjustment must be a finite number of at least 0, not NaN");
    }

    @Test
    void ofARunWithAveragesTheAveragesLeave() throws IOException {
        Path run = folder.resolve("run");
        // At the full rate, so that the average is not close to the weights.
        String constant = "train.schedule={type: multistep, milestones: [2]}";
        CommandRun trained = CommandRun.of(
                "train",
                config.toString(),
                "train.epochs=1",
                constant,
                "train.ema_decay=0.5",
                "--output",
                run.toString());
        assertThat(trained.exitCode()).as(trained.err()).isZero();

        CommandRun exported = run("export", run, "--format", "safetensors", "--output", output);

        assertThat(exported.exitCode()).as(exported.err()).isZero();
        String bias = "classifier.0.bias";
        try (SafetensorsFile file = SafetensorsFile.open(output);
                SafetensorsFile last = SafetensorsFile.open(run.resolve("checkpoints/last.safetensors"))) {
            assertThat(file.tensors()).containsKey(bias).doesNotContainKey("ema." + bias);
            assertThat(file.bytes(bias)).isEqualTo(last.bytes("ema." + bias)).isNotEqualTo(last.bytes(bias));
        }
    }

    @Test
    void weightsAloneKeepTheirNames() throws IOException {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        weights.put("conv1.weight", torch.rand(4, 3, 3, 3));
        weights.put("bn1.num_batches_tracked", torch.ones(1));
        weights.put("fc.weight", torch.rand(2, 4));
        TorchFileWriter.write(source, prefixed("module.", weights));

        CommandRun imported = run("import", source, "--output", output);

        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(imported.out()).isEqualTo(output + ": 3 tensors\n");
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertEqual(tensors(file), weights);
        }
    }

    @Test
    void ofMocoTheBackboneIsTakenAndTheRestIsListed() throws IOException {
        Map<String, Tensor> moco = new LinkedHashMap<>();
        for (String name :
                List.of("encoder_q.conv1.weight", "encoder_q.fc.weight", "encoder_k.conv1.weight", "queue")) {
            moco.put("module." + name, torch.ones(2));
        }
        moco.put("module.encoder_k.fc.weight", torch.ones(2));
        TorchFileWriter.write(source, moco);

        CommandRun imported = run("import", source, "--output", output);

        assertThat(imported.out())
                .isEqualTo(output + ": 1 tensors\nleft out: encoder_k.* (2), encoder_q.fc.weight, queue\n");
    }

    /** Names of the classifier and prefixes as other programs have them. */
    @ParameterizedTest
    @CsvSource({"'', linear", "model., fc", "'', head.fc", "encoder., classifier", "_orig_mod., head"})
    void aLoneNetworkFitsOneExpert(String prefix, String head) throws IOException {
        Map<String, Tensor> lone = new LinkedHashMap<>();
        ensemble(1)
                .forEach((name, tensor) ->
                        lone.put(name.replace("backbone.0.", prefix).replace("classifier.0.", head + "."), tensor));
        TorchFileWriter.write(source, lone);

        CommandRun imported = run("import", source, "--config", config, "--output", output, "model.experts=1");

        assertThat(imported.exitCode()).as(imported.err()).isZero();
        try (SafetensorsFile file = SafetensorsFile.open(output)) {
            assertThat(file.tensors()).containsKeys("backbone.0.conv1.weight", "classifier.0.bias");
        }
    }

    @Test
    void aSafetensorsFileOfAnyNameIsImportedTooAndImagesNeedNotBeThere() throws IOException {
        Path annotations = Files.writeString(folder.resolve("gone.json"), """
                {"num_classes": 3, "annotations": [
                  {"image_id": 1, "fpath": "gone/1.jpg", "category_id": 0},
                  {"image_id": 2, "fpath": "gone/2.jpg", "category_id": 1},
                  {"image_id": 3, "fpath": "gone/3.jpg", "category_id": 2}]}""");
        Path weights = folder.resolve("weights.bin");
        SafetensorsWriter.write(weights, Map.of(), ensemble(2));

        CommandRun imported = run(
                "import",
                weights,
                "--config",
                config,
                "--output",
                output,
                "data.format=annotations",
                "data.train_annotations=" + annotations,
                "data.validation_annotations=" + folder.resolve("nowhere.json"));

        assertThat(imported.exitCode()).as(imported.err()).isZero();
        CommandRun again = run("import", output, "--output", folder.resolve("again.safetensors"));
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains(output + ": is a checkpoint of ncl4j already");
    }

    /** By content and not by name: each command says of each wrong file what it is. */
    @ParameterizedTest
    @CsvSource({
        "JPEG, a JPEG image",
        "ZIP, a zip file",
        "TEXT, a text file",
        "ONNX, an ONNX model",
        "TORCH, a PyTorch file"
    })
    void aWrongFileIsNamedForWhatItIs(String kind, String name) throws IOException {
        Path wrong = folder.resolve("wrong.safetensors");
        switch (kind) {
            case "JPEG" -> Files.write(wrong, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16});
            case "TEXT" -> Files.writeString(wrong, "seed: 1\n");
            case "ONNX" -> Files.write(wrong, new byte[] {8, 9, 18, 5, 'n', 'c', 'l', '4', 'j'});
            case "TORCH" -> TorchFileWriter.write(wrong, Map.of("a", torch.ones(1)));
            default -> Files.write(wrong, new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0});
        }
        String expected = wrong + ": is " + name + ", not a checkpoint of ncl4j";
        assertThat(CommandRun.of("evaluate", wrong.toString(), "--device", "cpu"))
                .matches(run -> run.exitCode() == 1 && run.err().contains(expected), expected);
        assertThat(run("export", wrong, "--format", "pytorch", "--output", output))
                .matches(run -> run.exitCode() == 1 && run.err().contains(expected), expected);
        if (!kind.equals("ONNX")) {
            assertThat(CommandRun.of("predict", wrong.toString(), config.toString(), "--device", "cpu")
                            .err())
                    .contains(expected);
            Path onnx = Files.copy(wrong, folder.resolve("wrong.onnx"));
            assertThat(CommandRun.of("predict", onnx.toString(), config.toString())
                            .err())
                    .contains(onnx + ": cannot be loaded as an ONNX model: it is " + name);
        }
    }

    @Test
    void everyTensorThatDoesNotFitIsNamedAndNothingIsWritten() throws IOException {
        Map<String, Tensor> weights = ensemble(2);
        weights.remove("backbone.1.conv1.weight");
        weights.put("backbone.0.extra", torch.ones(1));
        weights.put("classifier.0.weight", torch.ones(100, 64));
        TorchFileWriter.write(source, weights);

        CommandRun imported = run("import", source, "--config", config, "--output", output);

        assertThat(imported.exitCode()).isEqualTo(1);
        assertThat(imported.err())
                .contains("theirs.pth: ", "1 missing: backbone.1.conv1.weight", "1 unexpected: backbone.0.extra")
                .contains("1 of another shape: classifier.0.weight (model [3, 64], file [100, 64])")
                .hasLineCount(1);
        assertThat(output).doesNotExist();
        assertThat(folder).isDirectoryNotContaining("glob:**/.ours*");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Files.writeString(output, "precious");
        TorchFileWriter.write(source, Map.of("a", torch.ones(1)));

        assertThat(run("import", source, "--output", output).err()).contains("exists already");
        Path checkpoint = folder.resolve("c.safetensors");
        run("import", source, "--output", checkpoint);
        assertThat(run("export", checkpoint, "--format", "pytorch", "--output", output)
                        .err())
                .contains("exists already");
        assertThat(output).hasContent("precious");
    }

    @Test
    void aFileThatIsNoneGivesAMessage() throws IOException {
        Files.writeString(source, "<html>404</html>");

        CommandRun imported = run("import", source, "--output", output);

        assertThat(imported.exitCode()).isEqualTo(1);
        assertThat(imported.err())
                .isEqualTo("ncl4j: " + source
                        + ": this is no safetensors file and no file of torch.save, but a web page (HTML)\n");
        assertThat(output).doesNotExist();
    }

    @Test
    void wrongUsage() {
        assertThat(run("import", source, "--output", output, "model.experts=1"))
                .matches(run -> run.exitCode() == 2 && run.err().contains("settings need a --config"));
        assertThat(run("export", source, "--format", "h5", "--output", output))
                .matches(
                        run -> run.exitCode() == 2 && run.err().contains("'h5' is none of safetensors, pytorch, onnx"));
    }

    private static CommandRun run(Object... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "model";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].toString();
        }
        return CommandRun.of(all);
    }

    /** Copies of fresh weights, by name. */
    private Map<String, Tensor> ensemble(int experts) {
        ExperimentConfig experiment = ExperimentFile.load(config, List.of("model.experts=" + experts));
        Map<String, Tensor> copies = new LinkedHashMap<>();
        try (ExpertEnsemble model = ExpertEnsemble.create(experiment.model(), 3, 7, new Device(torch.DeviceType.CPU))) {
            model.weights()
                    .state()
                    .forEach((name, tensor) -> copies.put(name, tensor.detach().clone()));
        }
        return copies;
    }

    private static Map<String, Tensor> prefixed(String prefix, Map<String, Tensor> tensors) {
        Map<String, Tensor> prefixed = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> prefixed.put(prefix + name, tensor));
        return prefixed;
    }

    private static Map<String, Tensor> tensors(SafetensorsFile file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.tensors().keySet().forEach(name -> tensors.put(name, file.tensor(name)));
        return tensors;
    }

    private static void assertEqual(Map<String, Tensor> actual, Map<String, Tensor> expected) {
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        assertThat(actual)
                .allSatisfy((name, tensor) ->
                        assertThat(tensor.equal(expected.get(name))).as(name).isTrue());
    }
}
