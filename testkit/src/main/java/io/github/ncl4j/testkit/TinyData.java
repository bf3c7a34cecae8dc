package io.github.ncl4j.testkit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * A long tail of three classes of 8 x 8 pixel noise around three colours, small enough to train in a second: images
 * {@code train/CLASS-NUMBER.png} and {@code valid/CLASS-NUMBER.png}, and their annotations, {@code train.json} and
 * {@code valid.json}.
 */
public final class TinyData {

    private static final int SIDE = 8;

    private TinyData() {}

    /** Training images of each class. */
    public static int[] classCounts() {
        return new int[] {36, 18, 10};
    }

    /** A folder for all tests of this JVM that only read it. */
    public static Path shared() {
        return Shared.FOLDER;
    }

    /** Class initialization writes it once. */
    private static final class Shared {

        static final Path FOLDER = create();

        private static Path create() {
            try {
                Path folder = write(Files.createTempDirectory("tiny-data"));
                // Deleted in reverse order: a folder after everything in it.
                try (Stream<Path> files = Files.walk(folder)) {
                    files.forEach(file -> file.toFile().deleteOnExit());
                }
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Writes a copy into a folder that exists or does not, for a test that changes it; returns the folder. */
    public static Path write(Path folder) throws IOException {
        write(folder, "train", classCounts());
        write(folder, "valid", new int[] {5, 5, 5});
        return folder;
    }

    private static void write(Path folder, String split, int[] counts) throws IOException {
        ObjectNode root = new JsonMapper().createObjectNode();
        ArrayNode annotations = root.putArray("annotations");
        Files.createDirectories(folder.resolve(split));
        Random random = new Random(counts[0]);
        for (int c = 0; c < counts.length; c++) {
            for (int i = 0; i < counts[c]; i++) {
                String file = split + "/" + c + "-" + i + ".png";
                ImageIO.write(image(c, random), "png", folder.resolve(file).toFile());
                annotations
                        .addObject()
                        .put("image_id", c * 1000 + i)
                        .put("fpath", file)
                        .put("category_id", c);
            }
        }
        root.put("num_classes", counts.length);
        Files.writeString(folder.resolve(split + ".json"), root.toString());
    }

    private static BufferedImage image(int category, Random random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        for (int p = 0; p < SIDE * SIDE; p++) {
            int strong = 120 + random.nextInt(120);
            int weak = random.nextInt(120);
            image.setRGB(p % SIDE, p / SIDE, (strong << (8 * category)) | (weak << (8 * ((category + 1) % 3))));
        }
        return image;
    }
}
