package io.github.ncl4j.app;

import io.github.ncl4j.torch.SafetensorsFile;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Files that are wrong in one way each, beside the good ones of {@link TinyTraining} and a run {@code trained}. */
final class BrokenInputs {

    private final Path folder;

    private BrokenInputs(Path folder) {
        this.folder = folder;
    }

    /** Writes them all. */
    static void write(Path folder) throws IOException {
        BrokenInputs inputs = new BrokenInputs(folder);
        inputs.configurations();
        inputs.annotations();
        inputs.archive();
        inputs.checkpoints();
        Files.writeString(folder.resolve("broken.png"), "no image");
        Files.writeString(folder.resolve("file.txt"), "in the way");
    }

    private void configurations() throws IOException {
        Files.createDirectory(folder.resolve("folder.yaml"));
        Files.writeString(folder.resolve("many.yaml"), """
                data:
                  formt: built-in
                train:
                  epochs: many
                  batch_size: 1
                """);
        Files.writeString(folder.resolve("laughs.yaml"), """
                data: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]
                train: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
                """);
        Files.writeString(folder.resolve("code.yaml"), "data: !!javax.script.ScriptEngineManager [x]\n");
    }

    private void annotations() throws IOException {
        edit("train.json", "empty-class.json", json -> json.replace("\"num_classes\":3", "\"num_classes\":4"));
        edit("valid.json", "four-classes.json", json -> json.replace("\"num_classes\":3", "\"num_classes\":4"));
        edit("train.json", "out-of-range.json", json -> json.replaceFirst("\"category_id\":2", "\"category_id\":3"));
        edit("train.json", "twice.json", json -> json.replaceFirst("(\"category_id\":)2", "$12,$11"));
        edit("train.json", "gone.json", json -> json.replace("train/2-3.png", "train/gone.png"));
        edit("train.json", "cut.json", json -> json.substring(0, json.length() / 2));
    }

    private void edit(String from, String to, UnaryOperator<String> change) throws IOException {
        Files.writeString(folder.resolve(to), change.apply(Files.readString(folder.resolve(from))));
    }

    /** The first half of a CIFAR-10 archive with a batch of forty images of noise. */
    private void archive() throws IOException {
        byte[] records = new byte[3073 * 40];
        new Random(1).nextBytes(records);
        for (int label = 0; label < records.length; label += 3073) {
            records[label] = 1;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry entry = new TarArchiveEntry("cifar-10-batches-bin/data_batch_1.bin");
            entry.setSize(records.length);
            tar.putArchiveEntry(entry);
            tar.write(records);
            tar.closeArchiveEntry();
        }
        Files.write(folder.resolve("cut.tar.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    }

    private void checkpoints() throws IOException {
        Path good = folder.resolve("trained/checkpoints/last.safetensors");
        byte[] bytes = Files.readAllBytes(good);
        Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(bytes, bytes.length - 100));
        byte[] lying = bytes.clone();
        ByteBuffer.wrap(lying).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 62);
        Files.write(folder.resolve("lying.safetensors"), lying);
        try (SafetensorsFile file = SafetensorsFile.open(good);
                PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            file.tensors().keySet().forEach(name -> tensors.put(name, file.tensor(name)));
            Map<String, String> threeExperts = new HashMap<>(file.metadata());
            threeExperts.computeIfPresent("config", (key, yaml) -> yaml.replace("experts: 2", "experts: 3"));
            SafetensorsWriter.write(folder.resolve("three-experts.safetensors"), threeExperts, tensors);
            SafetensorsWriter.write(folder.resolve("weights.safetensors"), Map.of(), tensors);
        }
    }
}
