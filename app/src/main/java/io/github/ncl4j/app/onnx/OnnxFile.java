package io.github.ncl4j.app.onnx;

import ai.onnxruntime.OrtException;
import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.app.process.Version;
import io.github.ncl4j.app.trained.ValidationData;
import io.github.ncl4j.augment.Pipeline;
import io.github.ncl4j.config.DataConfig;
import io.github.ncl4j.config.TrainConfig.Precision;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.onnx.NodeEvaluation;
import io.github.ncl4j.onnx.OnnxExport;
import io.github.ncl4j.onnx.WeightStorage;
import io.github.ncl4j.onnx.proto.ModelProto;
import io.github.ncl4j.predict.Classifier;
import io.github.ncl4j.predict.ClassifierOptions;
import io.github.ncl4j.predict.ModelFileException;
import io.github.ncl4j.torch.Engine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** Writes an ONNX file of a checkpoint, compares it with libtorch, and only then puts it in its place. */
public final class OnnxFile {

    private final OnnxOptions options;
    private final PrintWriter out;

    /**
     * Prepares an export.
     *
     * @param out where it is said what was written and what the comparisons gave
     */
    public OnnxFile(OnnxOptions options, PrintWriter out) {
        this.options = options;
        this.out = out;
    }

    /**
     * Writes the file.
     *
     * @return the exit code
     * @throws ModelFileException if ONNX Runtime does not compute from the file what libtorch computes from the checkpoint
     */
    public int write(Path checkpoint, Path output) throws IOException {
        Engine.start();
        ExportOptions export = options.export();
        try (StagedOutput result = StagedOutput.at(output);
                PointerScope scope = new PointerScope();
                TrainedModel model =
                        TrainedModel.load(checkpoint, new Device(torch.DeviceType.CPU), Precision.FLOAT32)) {
            ModelProto proto =
                    OnnxExport.model(model.ensemble().weights().state(), model.description(), export, Version.number());
            OnnxExport.write(proto, result.draft());
            OnnxCheck.Result check = check(new OnnxCheck(model, export, proto), proto, result.draft());
            describe(output, result.draft(), model, check);
            if (options.compare()) {
                compare(result.draft(), model);
            }
            result.finish();
        } catch (OrtException e) {
            throw new ModelFileException(
                    output + ": ONNX Runtime failed on the file, which was not kept: " + e.getMessage(), e);
        }
        out.flush();
        return 0;
    }

    private OnnxCheck.Result check(OnnxCheck check, ModelProto proto, Path draft) throws IOException, OrtException {
        if (!options.checkNodes()) {
            return check.logits(draft);
        }
        Path everyNode = draft.resolveSibling(draft.getFileName() + "-nodes");
        try {
            OnnxExport.write(NodeEvaluation.withEveryNode(proto), everyNode);
            OnnxCheck.Result nodes = check.nodes(everyNode);
            // The runtime fuses nodes in the file that people use, and not in that other one.
            OnnxCheck.Result logits = check.logits(draft);
            return new OnnxCheck.Result(logits.logits(), logits.rounding(), nodes.nodes());
        } finally {
            Files.deleteIfExists(everyNode);
        }
    }

    private void describe(Path output, Path draft, TrainedModel model, OnnxCheck.Result check) throws IOException {
        ExportOptions export = options.export();
        int experts = export.expert() == null ? model.ensemble().experts().size() : 1;
        out.printf(
                Locale.ROOT,
                "%s: %s, %d classes, %.1f MB%n",
                output,
                experts == 1 ? "1 expert" : experts + " experts",
                model.description().classes(),
                Files.size(draft) / 1e6);
        out.printf(
                Locale.ROOT,
                "ONNX Runtime and libtorch on random images: logits differ by %.1e at most%s%n",
                check.logits(),
                check.nodes() == 0 ? "" : ", and the outputs of " + check.nodes() + " nodes within the tolerance");
        if (export.weights() != WeightStorage.FLOAT32) {
            out.printf(
                    Locale.ROOT,
                    "weights as %s: logits differ by %.1e at most from those with the checkpoint's weights%n",
                    export.weights().name().toLowerCase(Locale.ROOT),
                    check.rounding());
        }
        if (model.description().config().train().precision() == Precision.BFLOAT16) {
            out.println(
                    "the checkpoint was trained in bfloat16; the file computes in float32, and so does this comparison");
        }
    }

    private void compare(Path draft, TrainedModel model) {
        Path data = options.data();
        DataConfig named = model.description().config().data();
        try (Classifier classifier = Classifier.load(draft, ClassifierOptions.DEFAULT.withThreads(1))) {
            OnnxComparison comparison = OnnxComparison.of(
                    model,
                    options.export().expert(),
                    classifier,
                    Datasets.openValidation(
                            data == null ? named : ValidationData.at(named, data),
                            Pipeline.evaluation(model.description().config())),
                    options.images());
            out.print(comparison.text());
        }
    }
}
