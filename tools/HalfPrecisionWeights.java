import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes weights that ship inside ncl4j: those of a safetensors file in half precision, and in its header what is given as KEY=VALUE. The
 * same arguments give the same bytes.
 *
 * <p>{@code build-weights.sh} has the call.
 */
final class HalfPrecisionWeights {

    private HalfPrecisionWeights() {}

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            System.err.println("usage: HalfPrecisionWeights SOURCE TARGET [KEY=VALUE]...");
            System.exit(2);
        }
        Engine.start();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (int i = 2; i < arguments.length; i++) {
            String[] entry = arguments[i].split("=", 2);
            metadata.put(entry[0], entry[1]);
        }
        try (PointerScope scope = new PointerScope();
                SafetensorsFile source = SafetensorsFile.open(Path.of(arguments[0]))) {
            Map<String, Tensor> weights = new LinkedHashMap<>();
            source.tensors(name -> true).forEach((name, value) -> weights.put(name, value.to(torch.ScalarType.Half)));
            SafetensorsWriter.write(Path.of(arguments[1]), metadata, weights);
        }
    }
}
