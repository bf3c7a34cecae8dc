package io.github.ncl4j.predict;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.github.ncl4j.image.RgbImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** From prepared images to what the model takes. A byte has 256 values, so a float is a look into a table. */
final class PixelInput {

    private final ModelCard.Input form;
    private final float[][] tables = new float[3][256];

    PixelInput(ModelCard card) {
        form = card.input();
        for (int channel = 0; channel < 3; channel++) {
            for (int value = 0; value < 256; value++) {
                // In the order of the trainer's three roundings.
                float unit = value / 255f;
                tables[channel][value] = form == ModelCard.Input.NORMALIZED
                        ? (unit - card.mean().get(channel)) / card.std().get(channel)
                        : unit;
            }
        }
    }

    /**
     * A batch.
     *
     * @param images of one size
     * @return to be closed
     */
    OnnxTensor tensor(OrtEnvironment environment, List<RgbImage> images) throws OrtException {
        long height = images.get(0).height();
        long width = images.get(0).width();
        int samples = Math.toIntExact(images.size() * height * width * 3);
        if (form == ModelCard.Input.UINT8) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(samples).order(ByteOrder.nativeOrder());
            images.forEach(image -> bytes.put(image.pixels()));
            return OnnxTensor.createTensor(
                    environment, bytes.flip(), new long[] {images.size(), height, width, 3}, OnnxJavaType.UINT8);
        }
        FloatBuffer floats = ByteBuffer.allocateDirect(samples * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
        images.forEach(image -> put(image.pixels(), floats));
        return OnnxTensor.createTensor(environment, floats.flip(), new long[] {images.size(), 3, height, width});
    }

    private void put(byte[] pixels, FloatBuffer floats) {
        for (int channel = 0; channel < 3; channel++) {
            float[] table = tables[channel];
            for (int i = channel; i < pixels.length; i += 3) {
                floats.put(table[pixels[i] & 0xff]);
            }
        }
    }
}
