package io.github.ncl4j.benchmarks;

import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.ImageSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** JPEG files in memory, in the order of their paths, again and again: no disk is measured. */
final class EncodedPhotos {

    private final List<byte[]> files;
    private int next;

    private EncodedPhotos(List<byte[]> files) {
        this.files = files;
    }

    /** Reads every {@code .jpg} below a folder. */
    static EncodedPhotos read(Path folder) throws IOException {
        List<byte[]> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                if (path.toString().endsWith(".jpg")) {
                    files.add(Files.readAllBytes(path));
                }
            }
        }
        if (files.isEmpty()) {
            throw new IOException(folder + ": holds no .jpg file");
        }
        return new EncodedPhotos(files);
    }

    /** The next file, to be decoded. */
    ImageSource next(ImageDecoder decoder) {
        int file = next;
        next = (next + 1) % files.size();
        return decoder.open(files.get(file), "file " + file);
    }
}
