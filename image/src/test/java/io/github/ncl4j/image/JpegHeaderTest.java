package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers put together by hand: segments in hexadecimal, and what they mean. */
class JpegHeaderTest {

    private static final String START = "ffd8";
    private static final String END = "ffd9";

    /** Baseline, 8 bits, height 2, width 3, three components 1, 2 and 3 without subsampling. */
    private static final String FRAME = "ffc0 0011 08 0002 0003 03 011100 021101 031101";

    private static final String SCAN = "ffda 000c 03 0100 0211 0311 00 3f 00 aabb ff00 cc";
    private static final String JFIF = "ffe0 0010 4a46494600 0102 00 0001 0001 00 00";
    private static final String ADOBE_RGB = "ffee 000e 41646f6265 0064 0000 0000 00";
    private static final String ADOBE_YCC = "ffee 000e 41646f6265 0064 0000 0000 01";

    /** Big endian, one entry: tag 0x0112, type 3, count 1, value 6. */
    private static final String EXIF_6 =
            "ffe1 0022 457869660000 4d4d 002a 00000008 0001 0112 0003 00000001 00060000 00000000";

    @Test
    void readsSizeColoursAndOrientation() throws IOException {
        JpegHeader header = JpegHeader.read(file(START, JFIF, EXIF_6, FRAME, SCAN, END));
        // Start, JFIF and Exif take 2, 18 and 36 bytes; before the height stand marker, length and bits.
        JpegFrame frame = new JpegFrame(2 + 18 + 36 + 5, 2, 8);
        assertThat(header).isEqualTo(new JpegHeader(3, 2, JpegColors.YCBCR, new ExifOrientation(6), frame));
    }

    @Test
    void tellsWhichRowsAreCodedTogether() throws IOException {
        assertThat(frame(FRAME, SCAN).unitRows()).isEqualTo(8);
        assertThat(frame(FRAME.replace("011100", "012200"), SCAN).unitRows()).isEqualTo(16);
        // Progressive, or a scan of one component: a row's data are in several places.
        assertThat(frame(FRAME.replace("ffc0", "ffc2"), SCAN).unitRows()).isZero();
        assertThat(frame(FRAME, "ffda 0008 01 0100 00 3f 00 aa").unitRows()).isZero();
    }

    private static JpegFrame frame(String frame, String scan) throws IOException {
        return JpegHeader.read(file(START, frame, scan, END)).frame();
    }

    /** As libjpeg decides: JFIF is YCbCr, then Adobe's word counts, then the letters R, G and B. */
    @ParameterizedTest
    @CsvSource({
        "'', 010203, YCBCR",
        "'', 090807, YCBCR",
        "'', 524742, RGB",
        "jfif, 524742, YCBCR",
        "adobe-rgb, 010203, RGB",
        "adobe-ycc, 524742, YCBCR"
    })
    void knowsWhatTheComponentsMean(String marks, String ids, JpegColors colors) throws IOException {
        String frame = FRAME.replace("011100", ids.substring(0, 2) + "1100")
                .replace("021101", ids.substring(2, 4) + "1101")
                .replace("031101", ids.substring(4) + "1101");
        String segments = switch (marks) {
            case "jfif" -> JFIF;
            case "adobe-rgb" -> ADOBE_RGB;
            case "adobe-ycc" -> ADOBE_YCC;
            default -> "";
        };
        assertThat(JpegHeader.read(file(START, segments, frame, SCAN, END)).colors())
                .isEqualTo(colors);
    }

    @Test
    void passesOverFillBytesAndStrayBytesBetweenSegments() throws IOException {
        assertThat(JpegHeader.read(file(START, "ffff", JFIF, "0000 12", FRAME, SCAN, END, "00"))
                        .width())
                .isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "FRAME SCAN, it is cut off: its end is missing",
        "FRAME, it is cut off before its pixels",
        "FRAME END, there is no picture in it",
        "SCAN END, its pixels come before its frame header",
        "FRAME FRAME SCAN END, it has two frame headers",
        "ffe00001 FRAME SCAN END, a segment has the length 1",
        "ffe0ffff FRAME SCAN END, it is cut off before its pixels",
        "ffc000060800020003 SCAN END, its frame header is broken",
        "ffc000110c0002000303011100021101031101 SCAN END, 'its samples have 12 bits, and only 8 are supported; save it as PNG'",
        "ffc0000e08000200030201110002110100 SCAN END, 'it has 2 components, and only 1, 3 or 4 have a meaning'",
        "ffc00011080000000303011100021101031101 SCAN END, its frame header gives 3 x 0 pixels",
        "ffc0001108ffffffff03011100021101031101 SCAN END,"
                + " 'its header tells of 65535 x 65535 pixels, more than its 42 bytes can hold'"
    })
    void saysWhatIsWrong(String segments, String problem) {
        String hex = segments.replace("FRAME", FRAME).replace("SCAN", SCAN).replace("END", END);
        assertThatThrownBy(() -> JpegHeader.read(file(START, hex)))
                .isInstanceOf(IOException.class)
                .hasMessage(problem);
    }

    @ParameterizedTest
    @CsvSource({"c3, 3", "c5, 5", "c9, 9", "cf, 15"})
    void refusesTheRareKindsByName(String marker, int number) {
        String frame = FRAME.replace("ffc0", "ff" + marker);
        assertThatThrownBy(() -> JpegHeader.read(file(START, frame, SCAN, END)))
                .hasMessage("it is a lossless, hierarchical or arithmetic-coded JPEG (SOF" + number
                        + "), which is not supported; save it as PNG");
    }

    @Test
    void boundsTheScansOfAProgressiveJpeg() throws IOException {
        String frame = FRAME.replace("ffc0", "ffc2");
        // A table between scans may hold bytes that look like the marker of one.
        String table = "ffc4 0005 ffda 00";
        String scans = (table + SCAN).repeat(JpegHeader.MAX_SCANS);
        assertThat(JpegHeader.read(file(START, frame, scans, END)).width()).isEqualTo(3);
        assertThatThrownBy(() -> JpegHeader.read(file(START, frame, scans, SCAN, END)))
                .hasMessage("it has more than 100 scans");
    }

    /** With all components in the first scan of a baseline JPEG, libjpeg stops reading there. */
    @Test
    void doesNotCountScansBehindAWholePicture() throws IOException {
        assertThat(JpegHeader.read(file(START, FRAME, SCAN.repeat(101), END)).width())
                .isEqualTo(3);
        String partial = "ffda 0008 01 0100 00 3f 00 aabb";
        assertThatThrownBy(() -> JpegHeader.read(file(START, FRAME, partial.repeat(101), END)))
                .hasMessage("it has more than 100 scans");
    }

    @Test
    void knowsNoOrientationWhereTheMetadataAreBroken() throws IOException {
        byte[] whole = file(START, EXIF_6, FRAME, SCAN, END);
        int tiff = new String(whole, StandardCharsets.ISO_8859_1).indexOf("MM");
        Random random = new Random(4);
        for (int i = 0; i < 1000; i++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change < 3; change++) {
                damaged[tiff + random.nextInt(26)] = (byte) random.nextInt(256);
            }
            assertThat(JpegHeader.read(damaged).orientation().value()).isBetween(1, 8);
        }
        assertThat(ExifOrientation.of(new byte[] {'M', 'M'}, 0, 2)).isEqualTo(ExifOrientation.UPRIGHT);
    }

    @Test
    void isNotFooledByAnythingShort() {
        byte[] whole = file(START, JFIF, EXIF_6, FRAME, SCAN, END);
        for (int length = 3; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> JpegHeader.read(cut)).isInstanceOf(IOException.class);
        }
    }

    private static byte[] file(String... hex) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : hex) {
            bytes.writeBytes(HexFormat.of().parseHex(part.replace(" ", "")));
        }
        return bytes.toByteArray();
    }
}
