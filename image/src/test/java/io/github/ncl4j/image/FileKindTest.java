package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileKindTest {

    @ParameterizedTest
    @CsvSource({
        "JPEG, ff d8 ff e0",
        "PNG, 89 50 4e 47 0d 0a 1a 0a",
        "BMP, 42 4d 00",
        "WEBP, 52 49 46 46 00 00 00 00 57 45 42 50",
        "UNKNOWN, 52 49 46 46 00 00 00 00 57 41 56 45",
        "GIF, 47 49 46 38 39 61",
        "TIFF, 49 49 2a 00",
        "HEIF, 00 00 00 18 66 74 79 70 68 65 69 63",
        "SAFETENSORS, 10 00 00 00 00 00 00 00 7b 22",
        "PICKLE, 80 02 8a 0a",
        "ONNX, 08 09 12 05 6e 63 6c 34 6a",
        "GZIP, 1f 8b 08",
        "HDF5, 89 48 44 46 0d 0a 1a 0a",
        "NUMPY, 93 4e 55 4d 50 59 01",
        "TEXT, 74 72 61 69 6e 3a 0a",
        "TEXT, ff fe 61 00",
        "HTML, 0a 3c 21 44 4f 43 54 59 50 45 20 68 74 6d 6c 3e",
        "UNKNOWN, 00 01 02",
        "UNKNOWN, 08"
    })
    void theFirstBytesDecide(FileKind kind, String hex) {
        String[] parts = hex.split(" ");
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i], 16);
        }
        assertThat(FileKind.of(bytes)).isEqualTo(kind);
    }

    @Test
    void aZipFileOfPyTorchIsToldFromOthers() throws IOException {
        assertThat(FileKind.of(zip("archive/data.pkl"))).isEqualTo(FileKind.PYTORCH);
        assertThat(FileKind.of(zip("word/document.xml"))).isEqualTo(FileKind.ZIP);
    }

    private static byte[] zip(String entry) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(entry));
        }
        return bytes.toByteArray();
    }

    @Test
    void anEmptyFileATarFileAndAPointerAreNamed() {
        byte[] tar = new byte[512];
        System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
        assertThat(FileKind.of(new byte[0])).isEqualTo(FileKind.EMPTY);
        assertThat(FileKind.of(tar)).isEqualTo(FileKind.TAR);
        assertThat(FileKind.of("version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(FileKind.LFS_POINTER);
    }
}
