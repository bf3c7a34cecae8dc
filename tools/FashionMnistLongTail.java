import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Cuts the long-tailed subset inside ncl4j out of Fashion-MNIST: {@code java tools/FashionMnistLongTail.java SOURCE TARGET}.
 *
 * <p>Both folders hold the four gzipped IDX files under their official names. The training subset has imbalance factor 100
 * (Cui et al., CVPR 2019): class c keeps its first {@code floor(2000 * 0.01^(c/9))} images, 2,000 down to 20. The test
 * subset is balanced: the first 200 images of each class. The order of the files stays.
 *
 * <p>The printed digests are of the uncompressed content, because compressed bytes differ between versions of zlib.
 */
final class FashionMnistLongTail {

    private static final int CLASSES = 10;
    private static final int LARGEST_CLASS = 2000;
    private static final double MU = 0.01;
    private static final int TEST_IMAGES_PER_CLASS = 200;

    private static final int IMAGES_MAGIC = 0x803;
    private static final int LABELS_MAGIC = 0x801;
    private static final int SIDE = 28;

    private FashionMnistLongTail() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: java tools/FashionMnistLongTail.java SOURCE TARGET");
            System.exit(2);
        }
        Path source = Path.of(arguments[0]);
        Path target = Files.createDirectories(Path.of(arguments[1]));
        subset(source, target, "train", c -> (int) (LARGEST_CLASS * Math.pow(MU, c / (CLASSES - 1.0))));
        subset(source, target, "t10k", c -> TEST_IMAGES_PER_CLASS);
    }

    private static void subset(Path source, Path target, String split, IntUnaryOperator keep) throws IOException {
        String imagesName = split + "-images-idx3-ubyte.gz";
        String labelsName = split + "-labels-idx1-ubyte.gz";
        ByteArrayOutputStream images = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        int[] kept = new int[CLASSES];
        try (DataInputStream imagesIn = open(source.resolve(imagesName), IMAGES_MAGIC);
                DataInputStream labelsIn = open(source.resolve(labelsName), LABELS_MAGIC)) {
            int count = imagesIn.readInt();
            if (labelsIn.readInt() != count || imagesIn.readInt() != SIDE || imagesIn.readInt() != SIDE) {
                throw new IOException(imagesName + " and " + labelsName + " in " + source + " do not fit together");
            }
            for (int i = 0; i < count; i++) {
                byte[] image = imagesIn.readNBytes(SIDE * SIDE);
                int label = labelsIn.readUnsignedByte();
                if (kept[label] < keep.applyAsInt(label)) {
                    kept[label]++;
                    images.write(image);
                    labels.write(label);
                }
            }
        }
        System.out.println(split + ": " + labels.size() + " images, by class " + Arrays.toString(kept));
        write(target.resolve(imagesName), header(IMAGES_MAGIC, labels.size(), SIDE, SIDE), images.toByteArray());
        write(target.resolve(labelsName), header(LABELS_MAGIC, labels.size()), labels.toByteArray());
    }

    private static DataInputStream open(Path file, int magic) throws IOException {
        DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file), 1 << 16));
        if (in.readInt() != magic) {
            in.close();
            throw new IOException(file + " is not the IDX file that its name says");
        }
        return in;
    }

    private static byte[] header(int... words) {
        ByteBuffer header = ByteBuffer.allocate(4 * words.length);
        header.asIntBuffer().put(words);
        return header.array();
    }

    private static void write(Path file, byte[] header, byte[] content) throws IOException {
        // Java's gzip header carries neither a name nor a time, as gzip -n.
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(file)) {
                    {
                        def.setLevel(Deflater.BEST_COMPRESSION);
                    }
                }) {
            out.write(header);
            out.write(content);
        }
        System.out.println("sha256 " + sha256(header, content) + "  " + file.getFileName() + " (uncompressed)");
    }

    private static String sha256(byte[] header, byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(header);
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
