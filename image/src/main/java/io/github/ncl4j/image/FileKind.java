package io.github.ncl4j.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The kinds of files that people mistake for one another, told apart by their first bytes and never by their names. A kind is a
 * guess of what the file is meant to be; whether it is whole and valid only its reader can say.
 */
public enum FileKind {
    /** Named tensors: the length of a header, then the header in JSON. */
    SAFETENSORS("a safetensors file"),
    /** A zip file of {@code torch.save}. */
    PYTORCH("a PyTorch file"),
    /** A file of {@code torch.save} before PyTorch 1.6, or another pickle. */
    PICKLE("a PyTorch file of the old format, or another Python pickle"),
    /** A network for ONNX Runtime. */
    ONNX("an ONNX model"),
    /** An image in a format that is read here. */
    JPEG("a JPEG image"),
    /** See {@link #JPEG}. */
    PNG("a PNG image"),
    /** See {@link #JPEG}. */
    BMP("a BMP image"),
    /** See {@link #JPEG}. */
    WEBP("a WebP image"),
    /** An image in a format that is not read here. */
    GIF("a GIF image"),
    /** See {@link #GIF}. */
    TIFF("a TIFF image"),
    /** See {@link #GIF}. */
    HEIF("a HEIF or AVIF image"),
    /** Any other zip file. */
    ZIP("a zip file"),
    /** A file compressed by gzip, often a tar file. */
    GZIP("a gzip file"),
    /** A tar file. */
    TAR("a tar file"),
    /** Weights of Keras, among others. */
    HDF5("an HDF5 file"),
    /** An array of NumPy. */
    NUMPY("a NumPy array"),
    /** Quantized weights of llama.cpp. */
    GGUF("a GGUF file"),
    /** A document. */
    PDF("a PDF document"),
    /** Often what a server sent in place of a file. */
    HTML("a web page (HTML)"),
    /** The pointer that Git LFS leaves in place of a large file. */
    LFS_POINTER("a Git LFS pointer and not the file itself (git lfs pull brings it)"),
    /** Readable characters of any other kind. */
    TEXT("a text file"),
    /** No bytes at all. */
    EMPTY("an empty file"),
    /** None of these. */
    UNKNOWN("a file of an unknown kind");

    /** How many bytes of a file decide. */
    public static final int BYTES = 512;

    private static final int TAR_MARK = 257;
    private static final int ZIP_NAME = 30;

    private final String description;

    FileKind(String description) {
        this.description = description;
    }

    /** The kind with its article, for a message: {@code a JPEG image}. */
    public String description() {
        return description;
    }

    /** Whether the file begins as the images that {@link ImageDecoder} reads. */
    public boolean isReadableImage() {
        return this == JPEG || this == PNG || this == BMP || this == WEBP;
    }

    /**
     * The kind of a file.
     *
     * @throws IOException if it is missing or cannot be read
     */
    public static FileKind of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(BYTES));
        }
    }

    /**
     * The kind of a file's content.
     *
     * @param bytes the whole content, or its first {@link #BYTES} bytes at least
     */
    public static FileKind of(byte[] bytes) {
        if (bytes.length == 0) {
            return EMPTY;
        }
        String start = new String(bytes, 0, Math.min(bytes.length, BYTES), StandardCharsets.ISO_8859_1);
        FileKind kind = image(start);
        kind = kind == UNKNOWN ? weights(start) : kind;
        kind = kind == UNKNOWN ? container(start) : kind;
        return kind == UNKNOWN && isText(start) ? text(start) : kind;
    }

    private static FileKind image(String start) {
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return JPEG;
        } else if (start.startsWith("\u0089PNG\r\n\u001a\n")) {
            return PNG;
        } else if (start.startsWith("BM")) {
            return BMP;
        } else if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return WEBP;
        } else if (start.startsWith("GIF8")) {
            return GIF;
        } else if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
            return TIFF;
        }
        boolean isHeif = start.startsWith("ftyp", 4)
                && Stream.of("heic", "heix", "mif1", "msf1", "avif", "avis")
                        .anyMatch(brand -> start.startsWith(brand, 8));
        return isHeif ? HEIF : UNKNOWN;
    }

    private static FileKind weights(String start) {
        if (start.startsWith("PK\u0003\u0004")) {
            return start.indexOf("/data.pkl") > ZIP_NAME ? PYTORCH : ZIP;
        } else if (start.charAt(0) == '\u0080' && start.length() > 1 && start.charAt(1) >= 2 && start.charAt(1) <= 5) {
            return PICKLE;
        } else if (start.length() > 9 && start.startsWith("\0\0\0\0", 4) && start.charAt(8) == '{') {
            return SAFETENSORS;
        }
        // A protobuf of ModelProto: the version of the IR, then the producer, its version, the graph or the operators'
        // versions.
        boolean isOnnx = start.length() > 2
                && start.charAt(0) == '\b'
                && start.charAt(1) > 0
                && start.charAt(1) <= 32
                && "\u0012\u001a\"2:B".indexOf(start.charAt(2)) >= 0;
        return isOnnx ? ONNX : UNKNOWN;
    }

    private static FileKind container(String start) {
        if (start.startsWith("PK\u0005\u0006")) {
            return ZIP;
        } else if (start.startsWith("\u001f\u008b")) {
            return GZIP;
        } else if (start.startsWith("ustar", TAR_MARK)) {
            return TAR;
        } else if (start.startsWith("\u0089HDF\r\n")) {
            return HDF5;
        } else if (start.startsWith("\u0093NUMPY")) {
            return NUMPY;
        } else if (start.startsWith("GGUF")) {
            return GGUF;
        }
        return start.startsWith("%PDF-") ? PDF : UNKNOWN;
    }

    private static boolean isText(String start) {
        boolean isUtf16 = start.startsWith("\u00ff\u00fe") || start.startsWith("\u00fe\u00ff");
        return isUtf16
                || start.chars()
                        .allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\t' || c == '\n' || c == '\r' || c == '\f');
    }

    private static FileKind text(String start) {
        String lower = start.stripLeading().toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return HTML;
        }
        return start.startsWith("version https://git-lfs") ? LFS_POINTER : TEXT;
    }
}
