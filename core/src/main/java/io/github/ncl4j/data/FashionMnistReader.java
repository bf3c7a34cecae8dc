package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the four IDX files of Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017) into memory, gzipped or not, from a folder or
 * from this library's own resources. Grey is repeated into red, green and blue.
 */
final class FashionMnistReader {

    private static final String RESOURCES = "/io/github/ncl4j/data/fashion-mnist-lt/";
    private static final List<String> CLASS_NAMES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /** Opens one of the four files by its official name without {@code .gz}. */
    @FunctionalInterface
    private interface Source {
        IdxStream open(String name, int dimensions);
    }

    private FashionMnistReader() {}

    /**
     * Reads the files of a folder.
     *
     * @throws DataException if one is missing, cut short, or holds something else
     */
    static Datasets read(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException(folder + ": there is no such folder; data.path must name the folder with the four"
                    + " files of Fashion-MNIST");
        }
        return read((name, dimensions) -> open(folder, name, dimensions));
    }

    /** Reads the long-tailed subset inside this library. */
    static Datasets builtIn() {
        return read(FashionMnistReader::openResource);
    }

    private static Datasets read(Source source) {
        return new Datasets(part(source, "train"), part(source, "t10k"));
    }

    private static ImageDataset part(Source source, String prefix) {
        String imagesName = prefix + "-images-idx3-ubyte";
        try (IdxStream images = source.open(imagesName, 3);
                IdxStream labels = source.open(prefix + "-labels-idx1-ubyte", 1)) {
            if (images.size(0) != labels.size(0)) {
                throw new DataException(images.origin() + ": has " + images.size(0) + " images, but " + labels.origin()
                        + " has " + labels.size(0) + " labels; they do not belong together");
            }
            List<LabelledImage> part = new ArrayList<>();
            for (int i = 0; i < images.size(0); i++) {
                int label = labels.next(1)[0] & 0xff;
                if (label >= CLASS_NAMES.size()) {
                    throw new DataException(labels.origin() + ": label " + i + " is " + label + ", which is not in [0, "
                            + CLASS_NAMES.size() + ")");
                }
                part.add(new LabelledImage(
                        rgb(images.next(images.size(1) * images.size(2)), images), label, images.origin(), i));
            }
            images.requireEnd();
            labels.requireEnd();
            return new MemoryDataset(images.origin(), part, CLASS_NAMES);
        }
    }

    private static RgbImage rgb(byte[] grey, IdxStream images) {
        byte[] pixels = new byte[3 * grey.length];
        for (int i = 0; i < grey.length; i++) {
            pixels[3 * i] = grey[i];
            pixels[3 * i + 1] = grey[i];
            pixels[3 * i + 2] = grey[i];
        }
        return new RgbImage(images.size(2), images.size(1), pixels);
    }

    private static IdxStream open(Path folder, String name, int dimensions) {
        for (Path file : List.of(folder.resolve(name), folder.resolve(name + ".gz"))) {
            if (Files.isRegularFile(file)) {
                try {
                    return IdxStream.open(file.toString(), Files.newInputStream(file), Files.size(file), dimensions);
                } catch (IOException e) {
                    throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
                }
            }
        }
        throw new DataException(folder + ": holds neither " + name + " nor " + name
                + ".gz; it must hold the four files of Fashion-MNIST");
    }

    private static IdxStream openResource(String name, int dimensions) {
        String resource = RESOURCES + name + ".gz";
        InputStream in = FashionMnistReader.class.getResourceAsStream(resource);
        if (in == null) {
            throw new DataException("the built-in data set is missing: there is no " + resource
                    + " on the class path; build this library again");
        }
        try {
            return IdxStream.open(resource, in, -1, dimensions);
        } catch (IOException e) {
            throw new DataException(resource + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
