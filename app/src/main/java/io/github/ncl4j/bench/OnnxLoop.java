package io.github.ncl4j.bench;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * ONNX Runtime called directly, again and again with the same batch of grey images and nothing around it: no program over the same
 * file and the same cores can be faster.
 */
public final class OnnxLoop {

    private static final String IMAGES = "images";
    private static final String LOGITS = "logits";

    private OnnxLoop() {}

    /**
     * Measures, after one batch that does not count.
     *
     * @param file that {@code model export --format onnx} wrote
     * @param side of the images in pixels
     * @param batchSize images of a batch
     * @param duration after which no batch begins any more
     * @return images per second
     * @throws OrtException if the file cannot be read, or takes other images
     */
    public static double imagesPerSecond(Path file, int side, int batchSize, Duration duration) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = threads();
                OrtSession session = environment.createSession(file.toString(), options);
                OnnxTensor images = images(environment, session, side, batchSize)) {
            session.run(Map.of(IMAGES, images), Set.of(LOGITS)).close();
            long count = 0;
            long begin = System.nanoTime();
            long elapsed = 0;
            while (elapsed < duration.toNanos()) {
                session.run(Map.of(IMAGES, images), Set.of(LOGITS)).close();
                count += batchSize;
                elapsed = System.nanoTime() - begin;
            }
            return count * 1e9 / elapsed;
        }
    }

    /** As many as the classifier has. */
    private static OrtSession.SessionOptions threads() throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
        return options;
    }

    private static OnnxTensor images(OrtEnvironment environment, OrtSession session, int side, int batchSize)
            throws OrtException {
        TensorInfo info =
                (TensorInfo) Objects.requireNonNull(session.getInputInfo().get(IMAGES), IMAGES)
                        .getInfo();
        int samples = Math.multiplyExact(batchSize, 3 * side * side);
        if (info.type == OnnxJavaType.UINT8) {
            return OnnxTensor.createTensor(
                    environment,
                    ByteBuffer.allocateDirect(samples),
                    new long[] {batchSize, side, side, 3},
                    OnnxJavaType.UINT8);
        }
        return OnnxTensor.createTensor(
                environment,
                ByteBuffer.allocateDirect(Math.multiplyExact(samples, Float.BYTES))
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer(),
                new long[] {batchSize, 3, side, side});
    }
}
