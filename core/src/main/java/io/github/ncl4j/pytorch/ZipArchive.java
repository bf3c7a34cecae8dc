package io.github.ncl4j.pytorch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The format since PyTorch 1.6: a zip file with a folder of any name, in it {@code data.pkl}, {@code data/KEY} for each storage,
 * and sometimes {@code byteorder}. Entries are never written anywhere, so their names are no more than keys.
 */
final class ZipArchive implements TorchArchive {

    private static final String PICKLE = "/data.pkl";
    private static final int MAX_ENTRIES = 200_000;

    /** Weights hardly compress, so what expands further is no checkpoint. */
    private static final long MAX_EXPANSION = 16;

    /** A small file may be made of zeros. */
    private static final long ALWAYS_ALLOWED = 1 << 20;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new HashMap<>();
    private final Map<String, PickleValue.Storage> storages = new LinkedHashMap<>();
    private final String folder;
    private final PickleValue root;

    private ZipArchive(ZipFile zip, long fileSize) throws IOException {
        this.zip = zip;
        index(fileSize);
        folder = folder();
        if (entries.containsKey(folder + "/constants.pkl")) {
            throw new PickleFault("it is a program for TorchScript (torch.jit.save); save the model's state_dict with"
                    + " torch.save instead");
        }
        requireLittleEndian();
        ZipEntry pickle = required(folder + PICKLE);
        try (InputStream in = new BufferedInputStream(zip.getInputStream(pickle))) {
            root = PickleReader.read(new PickleInput(in, pickle.getSize()), storages);
        }
        for (PickleValue.Storage storage : storages.values()) {
            long size = required(entryName(storage)).getSize();
            if (size != storage.bytes()) {
                throw new PickleFault("the storage " + Quoted.of(storage.key()) + " claims " + storage.bytes()
                        + " bytes, but has " + size);
            }
        }
    }

    static ZipArchive open(Path path) throws IOException {
        ZipFile zip = zipFile(path);
        try {
            return new ZipArchive(zip, Files.size(path));
        } catch (RuntimeException | IOException e) {
            zip.close();
            throw e;
        }
    }

    /** Newer JDKs decode names and comments here, older ones in {@link #entries}. */
    private static ZipFile zipFile(Path path) throws IOException {
        try {
            return new ZipFile(path.toFile());
        } catch (ZipException e) {
            if (String.valueOf(e.getMessage()).contains("bad entry name or comment")) {
                throw noText(e);
            }
            throw e;
        }
    }

    private static PickleFault noText(Exception e) {
        return new PickleFault("a name or comment in the zip file is no text: " + e.getMessage());
    }

    private void index(long fileSize) {
        if (zip.size() > MAX_ENTRIES) {
            throw new PickleFault("the zip file has " + zip.size() + " entries, more than " + MAX_ENTRIES);
        }
        long left = fileSize > (Long.MAX_VALUE - ALWAYS_ALLOWED) / MAX_EXPANSION
                ? Long.MAX_VALUE
                : MAX_EXPANSION * fileSize + ALWAYS_ALLOWED;
        for (ZipEntry entry : entries(zip)) {
            if (entry.getSize() < 0 || entry.getSize() > left) {
                throw new PickleFault("its entries expand to more than " + MAX_EXPANSION
                        + " times the file: a zip bomb, and no checkpoint");
            }
            left -= entry.getSize();
            if (entries.put(entry.getName(), entry) != null) {
                throw new PickleFault("the zip file has two entries " + Quoted.of(entry.getName()));
            }
        }
    }

    /** JDK 17 decodes names and comments here, long after it has opened the file. */
    private static List<? extends ZipEntry> entries(ZipFile zip) {
        try {
            return Collections.list(zip.entries());
        } catch (IllegalArgumentException e) {
            throw noText(e);
        }
    }

    private String folder() {
        String found = null;
        for (String name : entries.keySet()) {
            boolean isPickle = name.endsWith(PICKLE) && name.indexOf('/') == name.length() - PICKLE.length();
            if (isPickle && found != null) {
                throw new PickleFault("the zip file has two folders with a data.pkl");
            }
            found = isPickle ? name.substring(0, name.length() - PICKLE.length()) : found;
        }
        if (found == null) {
            throw new PickleFault(
                    "the zip file has no FOLDER/data.pkl; torch.save has not written it; unpack it if a checkpoint is inside");
        }
        return found;
    }

    private void requireLittleEndian() throws IOException {
        ZipEntry entry = entries.get(folder + "/byteorder");
        if (entry != null) {
            try (InputStream in = zip.getInputStream(entry)) {
                String order = new String(in.readNBytes(16), StandardCharsets.US_ASCII).strip();
                if (!order.equals("little")) {
                    throw new PickleFault("its byte order is " + Quoted.of(order) + "; only little is read");
                }
            }
        }
    }

    private String entryName(PickleValue.Storage storage) {
        return folder + "/data/" + storage.key();
    }

    private ZipEntry required(String name) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new PickleFault("the zip file has no entry " + Quoted.of(name));
        }
        return entry;
    }

    @Override
    public PickleValue root() {
        return root;
    }

    @Override
    public Map<String, PickleValue.Storage> storages() {
        return Collections.unmodifiableMap(storages);
    }

    @Override
    public InputStream open(PickleValue.Storage storage) throws IOException {
        ZipEntry entry = required(entryName(storage));
        return new VerifiedStream(zip.getInputStream(entry), entry.getCrc());
    }

    /** Compares the checksum when it has been read to its end. */
    private static final class VerifiedStream extends CheckedInputStream {

        private final long checksum;

        VerifiedStream(InputStream in, long checksum) {
            super(in, new CRC32());
            this.checksum = checksum;
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (getChecksum().getValue() != checksum) {
                throw new ZipException("its checksum is wrong; the file is damaged, use another copy");
            }
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
