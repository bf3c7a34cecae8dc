package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

    private final ImageDecoder decoder = new ImageDecoder();

    @TempDir
    private Path folder;

    @Test
    void decodesRedGreenBlueRowByRow() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(0, 0, 0x010203);
        image.setRGB(1, 0, 0xfafbfc);
        RgbImage decoded = decoder.decode(write(image, "png"));
        assertThat(decoded.width()).isEqualTo(2);
        assertThat(decoded.pixels()).isEqualTo(new byte[] {1, 2, 3, (byte) 0xfa, (byte) 0xfb, (byte) 0xfc});
    }

    @Test
    void takesEveryTypeOfImageAlike() {
        for (int type = BufferedImage.TYPE_INT_RGB; type <= BufferedImage.TYPE_4BYTE_ABGR_PRE; type++) {
            BufferedImage image = new BufferedImage(2, 1, type);
            image.setRGB(0, 0, 0xff102030);
            image.setRGB(1, 0, 0xffa0b0c0);
            assertThat(ImageDecoder.of(image).pixels())
                    .as("type %d", type)
                    .isEqualTo(new byte[] {0x10, 0x20, 0x30, (byte) 0xa0, (byte) 0xb0, (byte) 0xc0});
        }
    }

    @Test
    void repeatsGreySamplesWithoutAGammaCurve() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 7);
        image.getRaster().setSample(1, 0, 0, 200);
        assertThat(decoder.decode(write(image, "png")).pixels())
                .isEqualTo(new byte[] {7, 7, 7, (byte) 200, (byte) 200, (byte) 200});
    }

    @Test
    void cutsSixteenBitsToTheUpperEight() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
        image.getRaster().setSample(0, 0, 0, 0xabff);
        assertThat(decoder.decode(write(image, "png")).pixels())
                .isEqualTo(new byte[] {(byte) 0xab, (byte) 0xab, (byte) 0xab});
    }

    @Test
    void looksPaletteColoursUp() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
        image.setRGB(0, 0, 0xff3366);
        assertThat(decoder.decode(write(image, "png")).pixels()).isEqualTo(new byte[] {(byte) 0xff, 0x33, 0x66});
    }

    @Test
    void dropsAlphaAndKeepsTheColourBelow() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR);
        image.setRGB(0, 0, 0x00102030);
        assertThat(decoder.decode(write(image, "png")).pixels()).isEqualTo(new byte[] {0x10, 0x20, 0x30});
        ComponentColorModel greyAndAlpha = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        WritableRaster raster = greyAndAlpha.createCompatibleWritableRaster(1, 1);
        raster.setPixel(0, 0, new int[] {90, 0});
        assertThat(ImageDecoder.of(new BufferedImage(greyAndAlpha, raster, false, null))
                        .pixels())
                .isEqualTo(new byte[] {90, 90, 90});
    }

    @Test
    void refusesAMissingFile() {
        Path file = folder.resolve("absent.jpg");
        assertThatThrownBy(() -> decoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": there is no such file");
    }

    @Test
    void refusesWhatIsNoImage() throws IOException {
        Path file = Files.writeString(folder.resolve("a.jpg"), "not an image");
        assertThatThrownBy(() -> decoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": cannot be decoded: it is no JPEG, PNG, BMP or WebP image;"
                        + " replace the file or leave it out");
    }

    @Test
    void refusesAnImageThatDoesNotDecode() throws IOException {
        byte[] png = Files.readAllBytes(write(new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR), "png"));
        Path file = Files.write(folder.resolve("cut.png"), Arrays.copyOf(png, 60));
        assertThatThrownBy(() -> decoder.decode(file))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(file + ": cannot be decoded: ")
                .hasMessageEndingWith("; replace the file or leave it out");
    }

    @Test
    void refusesTooManyPixelsByTheHeaderAlone() throws IOException {
        byte[] png = Files.readAllBytes(write(new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR), "png"));
        // Bytes 16 to 23 of a PNG are its width and height. The checksum of the header is right again after the change.
        ByteBuffer.wrap(png).putInt(16, 100_000).putInt(20, 100_000);
        CRC32 checksum = new CRC32();
        checksum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) checksum.getValue());
        assertThatThrownBy(() -> decoder.decode(png, "bomb.png"))
                .isInstanceOf(DataException.class)
                .hasMessage("bomb.png: has 100000 x 100000 pixels, more than the 100000000 that are read;"
                        + " scale it down or leave it out");
    }

    @Test
    void refusesALargeFileWithoutReadingOn() throws IOException {
        Path file = Files.write(folder.resolve("large.png"), new byte[1001]);
        assertThatThrownBy(() -> new ImageDecoder(limits(1000, 1000)).decode(file))
                .isInstanceOf(DataException.class)
                .hasMessage(file + ": is larger than 1000 bytes, the limit for an image file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "bmp"})
    void survivesDamagedBytes(String format) throws IOException {
        byte[] whole = Files.readAllBytes(write(new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR), format));
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] damaged = whole.clone();
            for (int change = 0; change <= i % 8; change++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(new ImageDecoder(limits(1 << 20, 1 << 20))
                                .decode(damaged, "x")
                                .pixels())
                        .isNotEmpty();
            } catch (DataException e) {
                assertThat(e).hasMessageStartingWith("x: ");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void leavesPhotosAsTheyAreStoredIfAsked() throws IOException {
        byte[] photo;
        try (InputStream in = getClass().getResourceAsStream("pictures/exif-6.jpg")) {
            photo = in.readAllBytes();
        }
        assertThat(decoder.decode(photo, "x").width()).isEqualTo(12);
        ImageDecoder leaving = new ImageDecoder(ImageDecoder.Settings.DEFAULT.withOrientation(false));
        assertThat(leaving.decode(photo, "x").width()).isEqualTo(17);
    }

    @ParameterizedTest
    @EnumSource
    void refusesAJpegThatIsCutOff(JpegLibrary library) throws IOException {
        byte[] whole = Files.readAllBytes(write(new BufferedImage(64, 64, BufferedImage.TYPE_3BYTE_BGR), "jpg"));
        byte[] cut = Arrays.copyOf(whole, whole.length - 2);
        assertThatThrownBy(() -> JpegLibraries.decoder(library).decode(cut, "cut.jpg"))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "cut.jpg: cannot be decoded: it is cut off: its end is missing; replace the file or leave it"
                                + " out");
    }

    @Test
    void saysWhichDecoderIsInUse() {
        assertThat(JpegLibraries.decoder(JpegLibrary.BUNDLED).name()).isEqualTo("Java ImageIO");
        assertThat(JpegLibraries.decoder(JpegLibrary.FASTEST).name()).matches("libjpeg-turbo \\(.*turbojpeg.*\\)");
    }

    private static ImageDecoder.Settings limits(int bytes, long pixels) {
        return new ImageDecoder.Settings(bytes, pixels, true, JpegLibrary.FASTEST);
    }

    private Path write(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return Files.write(folder.resolve("image." + format), bytes.toByteArray());
    }
}
