package io.github.ncl4j.benchmarks.fuzz;

import io.github.ncl4j.config.ConfigException;
import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.AnnotationFile;
import io.github.ncl4j.dataset.TfRecord;
import io.github.ncl4j.dataset.TfRecordReader;
import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.pytorch.DataPickle;
import io.github.ncl4j.pytorch.TorchFile;
import io.github.ncl4j.pytorch.TorchFileException;
import io.github.ncl4j.serve.ProblemException;
import io.github.ncl4j.serve.UploadReader;
import io.github.ncl4j.torch.SafetensorsException;
import io.github.ncl4j.torch.SafetensorsFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.bytedeco.javacpp.PointerScope;

/** All readers, with seeds from the tests' resources. */
final class Targets {

    private static final String PICKLE = "/data.pkl";
    private static final String PICTURES = "image/src/test/resources/io/github/ncl4j/image/pictures";
    private static final String CHECKPOINTS = "core/src/test/resources/io/github/ncl4j/pytorch";
    private static final String DATA = "core/src/test/resources/io/github/ncl4j/data";
    private static final String REFERENCE = "core/src/test/resources/reference";
    private static final String FORM = "multipart/form-data; boundary=xYz";

    /** An image may take what its pixels need, so this bounds it, as the server's option does. */
    private static final ImageDecoder DECODER =
            new ImageDecoder(new ImageDecoder.Settings(1 << 22, 4_000_000, true, ImageDecoder.JpegLibrary.FASTEST));

    private final Path root;

    /**
     * Prepares.
     *
     * @param root the repository
     */
    Targets(Path root) {
        this.root = root;
    }

    List<FuzzTarget> all() throws IOException {
        List<byte[]> zips = files(CHECKPOINTS, ".pth", "PK");
        List<FuzzTarget> targets = new ArrayList<>();
        for (String file : List.of("checkpoint.pth", "checkpoint-protocol4.pth")) {
            Map<String, byte[]> entries = entries(file);
            targets.add(torch("pickle of " + file, pickles(entries), mutated -> zip(entries, mutated)));
        }
        targets.add(torch("pickle, legacy format", files(CHECKPOINTS, ".pth", "\u0080"), FuzzTarget.Wrapping.NONE));
        targets.add(new FuzzTarget(
                "pickle of data",
                dataPickles(),
                TorchFileException.class,
                FuzzTarget.Wrapping.NONE,
                (file, content) -> readData(content)));
        targets.add(torch("zip", zips, FuzzTarget.Wrapping.NONE));
        targets.add(new FuzzTarget(
                "safetensors", safetensors(), SafetensorsException.class, FuzzTarget.Wrapping.NONE, (file, content) -> {
                    try (SafetensorsFile opened = SafetensorsFile.open(file);
                            PointerScope scope = new PointerScope()) {
                        opened.tensors(name -> true);
                    }
                }));
        targets.add(new FuzzTarget(
                "tfrecord",
                records(),
                DataException.class,
                FuzzTarget.Wrapping.NONE,
                (file, content) -> readRecords(file)));
        targets.addAll(images());
        targets.addAll(texts());
        return targets;
    }

    private List<FuzzTarget> images() throws IOException {
        List<FuzzTarget> targets = new ArrayList<>();
        for (String ending : List.of(".jpg", ".png", ".webp", ".bmp")) {
            FuzzTarget.Wrapping wrapping = ending.equals(".png") ? PngChecksums::repaired : FuzzTarget.Wrapping.NONE;
            targets.add(new FuzzTarget(
                    "image" + ending,
                    files(PICTURES, ending, ""),
                    DataException.class,
                    wrapping,
                    (file, content) -> DECODER.decode(content, "input")));
        }
        return targets;
    }

    private List<FuzzTarget> texts() throws IOException {
        List<FuzzTarget> targets = new ArrayList<>();
        List<byte[]> yaml = new ArrayList<>(files("configs", ".yaml", ""));
        yaml.addAll(files(REFERENCE, ".yaml", ""));
        targets.add(new FuzzTarget(
                "yaml",
                yaml,
                ConfigException.class,
                FuzzTarget.Wrapping.NONE,
                (file, content) -> ExperimentFile.load(file, List.of())));
        targets.add(new FuzzTarget(
                "json",
                annotations(),
                DataException.class,
                FuzzTarget.Wrapping.NONE,
                (file, content) -> AnnotationFile.list(file)));
        targets.add(new FuzzTarget(
                "multipart",
                forms(),
                ProblemException.class,
                FuzzTarget.Wrapping.NONE,
                (file, content) -> new UploadReader(4).read(FORM, content)));
        return targets;
    }

    private static FuzzTarget torch(String name, List<byte[]> seeds, FuzzTarget.Wrapping wrapping) {
        return new FuzzTarget(name, seeds, TorchFileException.class, wrapping, (file, content) -> {
            try (TorchFile opened = TorchFile.open(file);
                    PointerScope scope = new PointerScope()) {
                opened.tensors();
            }
        });
    }

    /** A pickle that is cut short ends in the exception of its stream, as it should. */
    private static void readData(byte[] content) throws IOException {
        try {
            DataPickle pickle = DataPickle.read("input", new ByteArrayInputStream(content), content.length);
            if (pickle.keys().contains("label_names")) {
                pickle.texts("label_names");
            } else {
                pickle.wholes("labels");
                DataPickle.Rows rows = pickle.matrix("data", 3072);
                for (int i = 0; i < rows.count(); i++) {
                    rows.row(i);
                }
            }
        } catch (EOFException e) {
            throw new TorchFileException("cut short", e);
        }
    }

    /** Of CIFAR, by Python 2 and 3. */
    private List<byte[]> dataPickles() throws IOException {
        List<byte[]> pickles = new ArrayList<>();
        for (byte[] archive : files(DATA, ".tar.gz", "")) {
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(archive)))) {
                while (tar.getNextEntry() != null) {
                    pickles.add(tar.readAllBytes());
                }
            }
        }
        return pickles;
    }

    private List<byte[]> files(String folder, String ending, String beginning) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> paths = Files.list(root.resolve(folder))) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                byte[] content = Files.readAllBytes(path);
                boolean begins = new String(content, StandardCharsets.ISO_8859_1).startsWith(beginning);
                if (path.toString().endsWith(ending) && begins) {
                    files.add(content);
                }
            }
        }
        if (files.isEmpty()) {
            throw new IOException(root.resolve(folder) + ": holds no seed " + ending);
        }
        return files;
    }

    private Map<String, byte[]> entries(String file) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(root.resolve(CHECKPOINTS).resolve(file).toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return entries;
    }

    private static List<byte[]> pickles(Map<String, byte[]> entries) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(PICKLE))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The zip file with another pickle. */
    private static byte[] zip(Map<String, byte[]> entries, byte[] pickle) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setLevel(1);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getKey().endsWith(PICKLE) ? pickle : entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static List<byte[]> safetensors() {
        List<byte[]> seeds = new ArrayList<>();
        for (String header : List.of(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}}",
                "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[0,6]},"
                        + "\"b.c\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[6,14]},"
                        + "\"d\":{\"dtype\":\"BOOL\",\"shape\":[0,7],\"data_offsets\":[14,14]}}")) {
            byte[] json = header.getBytes(StandardCharsets.UTF_8);
            int data = header.contains("BF16") ? 14 : 16;
            seeds.add(ByteBuffer.allocate(8 + json.length + data)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .put(json)
                    .array());
        }
        return seeds;
    }

    private static List<byte[]> records() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int length : new int[] {0, 1, 20, 300}) {
            TfRecord.write(out, new byte[length]);
        }
        return List.of(out.toByteArray());
    }

    private static void readRecords(Path file) throws IOException {
        try (TfRecordReader reader = TfRecordReader.open(file)) {
            while (reader.next() != null) {
                // To the end.
            }
        }
    }

    private static List<byte[]> annotations() {
        return Stream.of(
                        "{\"annotations\":[{\"image_id\":1,\"fpath\":\"a/b.jpg\",\"im_height\":3,\"im_width\":4,"
                                + "\"category_id\":0},{\"image_id\":\"x\",\"fpath\":\"/c.png\",\"category_id\":1}],"
                                + "\"num_classes\":2}",
                        "{\"num_classes\":2,\"class_names\":[\"ant\",\"b\\u00e4r\"],\"annotations\":"
                                + "[{\"image_id\":7,\"fpath\":\"d.jpg\",\"category_id\":1}]}")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static List<byte[]> forms() {
        String part = String.join(
                "\r\n",
                "--xYz",
                "Content-Disposition: form-data; name=\"image\"; filename=\"%s\"",
                "Content-Type: image/jpeg",
                "",
                "12345678",
                "");
        return Stream.of(
                        part.formatted("a.jpg") + "--xYz--\r\n",
                        part.formatted("b c.png") + part.formatted("d\\\"e") + "--xYz\r\n"
                                + "Content-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n--xYz--\r\nepilogue")
                .map(text -> text.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }
}
