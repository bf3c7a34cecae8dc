package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads CIFAR-10 or CIFAR-100 (Krizhevsky, 2009) into memory, the binary version or that for Python, from the official
 * {@code .tar.gz} or from the folder that it unpacks to. Both versions hold the same images in the same order. Nothing of an archive
 * is written to disk, entries with other names are passed over, and files may hold any number of records, as subsets of the official
 * ones do.
 */
final class CifarReader {

    /** What a tar archive may spend on headers and padding between two entries. */
    private static final long HEADER_BYTES = 1 << 20;

    private final Path path;
    private final CifarLayout layout;
    private final Map<String, List<LabelledImage>> images = new HashMap<>();
    private List<String> classNames;

    private CifarReader(Path path, CifarLayout layout) {
        this.path = path;
        this.layout = layout;
        this.classNames = ClassNames.numbered(layout.classes());
    }

    /**
     * Reads both parts.
     *
     * @throws DataException if a file is missing, cut short, or holds something else
     */
    static Datasets read(Path path, CifarLayout layout) {
        CifarReader reader = new CifarReader(path, layout);
        if (Files.isDirectory(path)) {
            reader.readFolder();
        } else if (Files.isRegularFile(path)) {
            reader.readArchive();
        } else {
            throw new DataException(path + ": there is no such file or folder; data.path must name "
                    + layout.binary().archive() + " or the folder that it unpacks to");
        }
        CifarFiles files = reader.version();
        return new Datasets(
                new MemoryDataset(path + " (training)", reader.training(files), reader.classNames),
                new MemoryDataset(path + " (test)", reader.part(files.test()), reader.classNames));
    }

    private void readFolder() {
        Path folder = Stream.of(layout.binary().folder(), layout.python().folder())
                .map(path::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(path);
        boolean binary =
                Files.isRegularFile(folder.resolve(layout.binary().train().get(0)));
        for (String name : (binary ? layout.binary() : layout.python()).all()) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
                    readFile(file.toString(), name, Files.size(file), in);
                } catch (IOException e) {
                    throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
                }
            }
        }
    }

    private void readArchive() {
        Set<String> seen = new HashSet<>();
        try (InputStream file = Files.newInputStream(path);
                BoundedStream bounded = new BoundedStream(new GZIPInputStream(file, 1 << 16), HEADER_BYTES);
                TarArchiveInputStream tar = new TarArchiveInputStream(bounded)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                boolean known = entry.isFile() && known(name);
                layout.checkSize(path + ": entry " + (known ? name : "that is not read"), entry.getSize());
                bounded.allow(entry.getSize() + HEADER_BYTES);
                if (known) {
                    if (!seen.add(name)) {
                        throw new DataException(path + ": has two entries " + name + "; use the official archive");
                    }
                    readFile(path + ": entry " + name, name, entry.getSize(), tar);
                }
            }
            // Reading on to the end makes the stream check the checksum of the whole.
            bounded.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new DataException(
                    path + ": cannot be read as a .tar.gz archive: " + e.getMessage() + "; fetch it again", e);
        }
    }

    private boolean known(String name) {
        return layout.binary().all().contains(name) || layout.python().all().contains(name);
    }

    private void readFile(String origin, String name, long size, InputStream in) throws IOException {
        layout.checkSize(origin, size);
        if (name.equals(layout.binary().names())) {
            classNames = complete(origin, names(in));
        } else if (name.equals(layout.python().names())) {
            classNames =
                    complete(origin, CifarPickle.read(origin, layout, size, in).names());
        } else if (layout.python().all().contains(name)) {
            images.put(name, CifarPickle.read(origin, layout, size, in).images());
        } else {
            images.put(name, records(origin, size, in));
        }
    }

    private List<LabelledImage> records(String origin, long size, InputStream in) {
        int recordBytes = layout.recordBytes();
        if (size % recordBytes != 0) {
            throw new DataException(origin + ": " + size + " bytes are " + size / recordBytes + " records of "
                    + recordBytes + " bytes and " + size % recordBytes
                    + " bytes more; the file is cut short or in another format, fetch it again");
        }
        List<LabelledImage> records = new ArrayList<>();
        for (long begin = 0; begin < size; begin += recordBytes) {
            byte[] record = record(origin, begin, size, in);
            int position = records.size();
            int target = layout.target(origin, position, record);
            records.add(new LabelledImage(layout.image(record), target, origin, position));
        }
        return records;
    }

    private byte[] record(String origin, long begin, long size, InputStream in) {
        byte[] record = new byte[layout.recordBytes()];
        int filled = 0;
        try {
            while (filled < record.length) {
                int read = in.read(record, filled, record.length - filled);
                if (read < 0) {
                    throw new EOFException("the data end");
                }
                filled += read;
            }
            return record;
        } catch (IOException e) {
            throw new DataException(
                    origin + ": cannot be read past byte " + (begin + filled) + " of " + size + ": " + e.getMessage()
                            + "; the file is damaged or cut short, fetch it again",
                    e);
        }
    }

    private static List<String> names(InputStream in) throws IOException {
        return new String(in.readNBytes(CifarLayout.MAX_NAMES_BYTES), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private List<String> complete(String origin, List<String> names) {
        if (names.size() != layout.classes()) {
            throw new DataException(
                    origin + ": has " + names.size() + " class names where there are " + layout.classes() + " classes");
        }
        return names;
    }

    /** The version that was found; the binary one if there are both, and if there is none, for the message. */
    private CifarFiles version() {
        boolean python = layout.python().train().stream().anyMatch(images::containsKey);
        return python && !images.containsKey(layout.binary().train().get(0)) ? layout.python() : layout.binary();
    }

    private List<LabelledImage> training(CifarFiles files) {
        List<LabelledImage> all = new ArrayList<>(part(files.train().get(0)));
        boolean ended = false;
        String absent = "";
        for (String name : files.train().subList(1, files.train().size())) {
            List<LabelledImage> part = images.get(name);
            if (part == null) {
                ended = true;
                absent = absent.isEmpty() ? name : absent;
            } else if (ended) {
                throw new DataException(path + ": has " + name + " but no " + absent + "; fetch it again");
            } else {
                all.addAll(part);
            }
        }
        return all;
    }

    private List<LabelledImage> part(String name) {
        List<LabelledImage> part = images.get(name);
        if (part == null) {
            throw new DataException(path + ": holds no " + name + "; this is not " + layout.title() + ", which is "
                    + layout.binary().archive() + " or " + layout.python().archive());
        }
        return part;
    }
}
