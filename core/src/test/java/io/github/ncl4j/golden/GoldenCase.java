package io.github.ncl4j.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ncl4j.testkit.GoldenFolder;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;

/** One golden case: the JSON that describes it and the safetensors file with its numbers. */
public final class GoldenCase implements AutoCloseable {

    private final JsonNode json;
    private final SafetensorsFile file;

    /** Opens {@code NAME.json} and {@code NAME.safetensors} beside it. */
    public GoldenCase(Path jsonFile) {
        json = GoldenFolder.json(jsonFile);
        file = SafetensorsFile.open(GoldenFolder.tensors(jsonFile));
    }

    /** The description. */
    public JsonNode json() {
        return json;
    }

    /** The {@code config} of the description. */
    public JsonNode config() {
        return json.path("config");
    }

    /** Whether there is a tensor of this name. */
    public boolean has(String name) {
        return file.tensors().containsKey(name);
    }

    /** What stands before the first slash of the names of tensors, of those that have one. */
    public Set<String> groups() {
        return file.tensors().keySet().stream()
                .filter(name -> name.contains("/"))
                .map(name -> name.substring(0, name.indexOf('/')))
                .collect(Collectors.toSet());
    }

    /** What the names of tensors have after a prefix, of those that have it. */
    public Set<String> names(String prefix) {
        return file.tensors().keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    /** Type and shape of a tensor. */
    public TensorInfo info(String name) {
        TensorInfo info = file.tensors().get(name);
        if (info == null) {
            throw new AssertionError("no tensor " + name);
        }
        return info;
    }

    /** A tensor for the engine. */
    public Tensor tensor(String name) {
        return file.tensor(name);
    }

    /** The elements of a tensor of any number type, as doubles. */
    public double[] doubles(String name) {
        ByteBuffer bytes = file.bytes(name);
        TensorInfo info = info(name);
        double[] values = new double[(int) (info.bytes() / info.type().bytes())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (info.type()) {
                case F64 -> bytes.getDouble();
                case F32 -> bytes.getFloat();
                case I64 -> bytes.getLong();
                case I32 -> bytes.getInt();
                case U8 -> bytes.get() & 0xff;
                default -> throw new AssertionError("golden files hold no " + info.type());
            };
        }
        return values;
    }

    /** The elements of an integer tensor. */
    public long[] longs(String name) {
        double[] doubles = doubles(name);
        long[] values = new long[doubles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (long) doubles[i];
        }
        return values;
    }

    /** The training images of each class of a loss or a training. */
    public int[] classCounts() {
        return Arrays.stream(longs("class_counts")).mapToInt(Math::toIntExact).toArray();
    }

    /** The elements of a float32 tensor. */
    public float[] floats(String name) {
        double[] doubles = doubles(name);
        float[] values = new float[doubles.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) doubles[i];
        }
        return values;
    }

    /** The bytes of a uint8 tensor. */
    public byte[] bytes(String name) {
        return file.bytes(name).array();
    }

    /** A list of texts in the description. */
    public List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        json.path(field).forEach(node -> texts.add(node.asText()));
        return texts;
    }

    @Override
    public void close() {
        file.close();
    }
}
