package io.github.ncl4j.app.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.ncl4j.config.ModelConfig;
import io.github.ncl4j.model.ImageInput;
import io.github.ncl4j.model.TrainedModel;
import io.github.ncl4j.onnx.ExportOptions;
import io.github.ncl4j.onnx.InputForm;
import io.github.ncl4j.onnx.NodeEvaluation;
import io.github.ncl4j.onnx.OnnxExport;
import io.github.ncl4j.onnx.WeightStorage;
import io.github.ncl4j.onnx.proto.ModelProto;
import io.github.ncl4j.predict.ModelFileException;
import io.github.ncl4j.torch.HostArrays;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Compares what ONNX Runtime computes of an exported file with what libtorch computes, on a batch of noise. */
final class OnnxCheck {

    /** Between the logits of the two. */
    static final double TOLERANCE = 1e-4;

    /** Two images, higher than wide where the size is free, so that swapped axes show. */
    private static final int BATCH = 2;

    private static final int SMALL = 32;
    private static final int PHOTO = 96;

    private final TrainedModel model;
    private final ExportOptions options;
    private final ModelProto exported;

    /**
     * Prepares a comparison.
     *
     * @param model in float32, borrowed
     * @param exported what was made of it
     */
    OnnxCheck(TrainedModel model, ExportOptions options, ModelProto exported) {
        this.model = model;
        this.options = options;
        this.exported = exported;
    }

    /**
     * The differences that were found.
     *
     * @param logits the largest between the runtime's logits and libtorch's for the same weights, as they are stored
     * @param rounding the largest between the logits of these and of the checkpoint's own weights; 0 where they are the same
     * @param nodes compared one by one; 0 if they were not
     */
    record Result(double logits, double rounding, int nodes) {}

    /**
     * Compares the logits.
     *
     * @param file holds the model
     * @throws ModelFileException if they differ by more than {@link #TOLERANCE}
     */
    Result logits(Path file) throws OrtException {
        return compare(file, false);
    }

    /**
     * Compares the output of every node.
     *
     * @param file holds the model with every node as an output
     * @throws ModelFileException if one differs by more than {@link #TOLERANCE} times its largest magnitude, or times 1 if
     *     that is larger; the message names the first
     */
    Result nodes(Path file) throws OrtException {
        return compare(file, true);
    }

    private Result compare(Path file, boolean everyNode) throws OrtException {
        try (PointerScope scope = new PointerScope();
                NoGradGuard noGrad = new NoGradGuard();
                ImageInput input = new ImageInput(
                        model.description().config().augment().normalization(), new Device(torch.DeviceType.CPU))) {
            int height = height();
            int width = OnnxExport.side(model.description()) == null ? height - 8 : height;
            byte[] pixels = new byte[BATCH * height * width * 3];
            new Random(1).nextBytes(pixels);
            Tensor normalized = input.images(pixels, BATCH, height, width);
            float[] exact = checkpointLogits(normalized);
            requireFinite(exact);
            Tensor given = given(pixels, normalized, height, width);
            Map<String, float[]> found = run(file, given, everyNode);
            Map<String, Tensor> nodes = NodeEvaluation.evaluate(exported, given);
            if (everyNode) {
                found.forEach((name, values) -> compareNode(name, values, expected(nodes, name)));
            }
            float[] stored = options.weights() == WeightStorage.FLOAT32 ? exact : expected(nodes, OnnxExport.LOGITS);
            double difference = largest(Objects.requireNonNull(found.get(OnnxExport.LOGITS)), stored);
            refuse(difference, OnnxExport.LOGITS, TOLERANCE);
            return new Result(difference, largest(stored, exact), everyNode ? found.size() : 0);
        }
    }

    private int height() {
        Integer side = OnnxExport.side(model.description());
        boolean cifar = model.description().config().model().backbone() instanceof ModelConfig.CifarResNet;
        return Objects.requireNonNullElse(side, cifar ? SMALL : PHOTO);
    }

    private Tensor given(byte[] pixels, Tensor normalized, int height, int width) {
        Tensor bytes = HostArrays.tensor(pixels, BATCH, height, width, 3);
        return switch (options.input()) {
            case NORMALIZED -> normalized.contiguous();
            case FLOAT ->
                bytes.permute(0, 3, 1, 2)
                        .to(torch.ScalarType.Float)
                        .div(new Scalar(255f))
                        .contiguous();
            case UINT8 -> bytes;
        };
    }

    private float[] checkpointLogits(Tensor normalized) {
        Tensor experts = model.ensemble().forward(normalized, false);
        return HostArrays.floats(options.expert() == null ? experts.mean(0) : experts.select(0, options.expert()));
    }

    private static void requireFinite(float[] logits) {
        for (float logit : logits) {
            if (!Float.isFinite(logit)) {
                throw new ModelFileException(
                        "the checkpoint gives logits that are NaN or infinite: its weights are broken;"
                                + " use an earlier checkpoint of the run; nothing was written");
            }
        }
    }

    private static float[] expected(Map<String, Tensor> nodes, String name) {
        return HostArrays.floats(Objects.requireNonNull(nodes.get(name), name));
    }

    private static void compareNode(String name, float[] found, float[] expected) {
        double magnitude = 1;
        for (float value : expected) {
            magnitude = Math.max(magnitude, Math.abs(value));
        }
        refuse(largest(found, expected), name, TOLERANCE * magnitude);
    }

    private static void refuse(double difference, String node, double tolerance) {
        // The other way round NaN would pass.
        if (!(difference <= tolerance)) {
            throw new ModelFileException("ONNX Runtime and libtorch differ by " + difference + " at " + node
                    + ", more than " + tolerance + "; nothing was written");
        }
    }

    private static double largest(float[] some, float[] others) {
        if (some.length != others.length) {
            return Double.NaN;
        }
        double largest = 0;
        for (int i = 0; i < some.length; i++) {
            double difference = Math.abs((double) some[i] - others[i]);
            if (!(difference <= largest)) {
                largest = difference;
            }
        }
        return largest;
    }

    private Map<String, float[]> run(Path file, Tensor given, boolean everyNode) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            settings.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
            if (everyNode) {
                // What is fused or folded has no output of its own any more.
                settings.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            }
            try (OrtSession session = environment.createSession(file.toString(), settings);
                    OnnxTensor images = tensor(environment, given)) {
                Set<String> names = everyNode ? session.getOutputNames() : Set.of(OnnxExport.LOGITS);
                Map<String, float[]> outputs = new LinkedHashMap<>();
                try (OrtSession.Result result = session.run(Map.of(OnnxExport.IMAGES, images), names)) {
                    for (Map.Entry<String, OnnxValue> output : result) {
                        FloatBuffer numbers = ((OnnxTensor) output.getValue()).getFloatBuffer();
                        float[] values = new float[numbers.remaining()];
                        numbers.get(values);
                        outputs.put(output.getKey(), values);
                    }
                }
                return outputs;
            }
        }
    }

    private OnnxTensor tensor(OrtEnvironment environment, Tensor given) throws OrtException {
        long[] shape = new long[(int) given.dim()];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = given.size(axis);
        }
        if (options.input() == InputForm.UINT8) {
            ByteBuffer bytes = ByteBuffer.allocateDirect((int) given.numel()).order(ByteOrder.nativeOrder());
            for (double value : HostArrays.doubles(given)) {
                bytes.put((byte) (int) value);
            }
            return OnnxTensor.createTensor(environment, bytes.flip(), shape, OnnxJavaType.UINT8);
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(HostArrays.floats(given)), shape);
    }
}
