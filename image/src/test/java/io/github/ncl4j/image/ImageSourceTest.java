package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.ImageDecoder.JpegLibrary;
import io.github.ncl4j.testkit.Pixels;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ImageSourceTest {

    @TestFactory
    Stream<DynamicTest> givesPartsAsTheyAreInTheWhole() {
        return Arrays.stream(JpegLibrary.values())
                .flatMap(library -> ReadAsOpenCv.table("pictures.csv").stream()
                        .filter(picture -> !picture.isRefused())
                        .map(picture -> DynamicTest.dynamicTest(
                                library + " " + picture.file(),
                                () -> Parts.check(JpegLibraries.decoder(library), read(picture.file())))));
    }

    /** Colours have half the height of the picture here, so that rows of 16 stand together and each mixes two rows of colours. */
    @Test
    void decodesOneUnitMoreThanThePartTouches() throws IOException {
        byte[] file = Pixels.jpeg(64, 160);
        JpegFrame frame = JpegHeader.read(file).frame();
        assertThat(frame.unitRows()).isEqualTo(16);
        assertThat(frame.heightWith(1)).isEqualTo(32);
        assertThat(frame.heightWith(32)).isEqualTo(48);
        assertThat(frame.heightWith(33)).isEqualTo(64);
        assertThat(frame.heightWith(145)).isEqualTo(160);
        assertThat(new JpegFrame(0, 160, 0).heightWith(1)).isEqualTo(160);
        ImageDecoder decoder = JpegLibraries.decoder(JpegLibrary.FASTEST);
        RgbImage whole = decoder.decode(file, "x");
        ImageSource source = decoder.open(file, "x");
        for (int row = 0; row < 160; row++) {
            assertThat(source.part(new Window(5, row, 40, 1)).image().pixels())
                    .as("row %d", row)
                    .isEqualTo(Crop.of(whole, 5, row, 40, 1).pixels());
        }
    }

    @Test
    void readsTheHeaderFirstAndComplainsOfThePixelsLater() throws IOException {
        byte[] file = Pixels.jpeg(64, 64);
        ImageDecoder decoder = new ImageDecoder();
        assertThatThrownBy(() -> decoder.open(Arrays.copyOf(file, file.length / 2), "x"))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageStartingWith("x: cannot be decoded: it is cut off");
        ImageSource source = decoder.open(Pixels.withBrokenTable(file), "x");
        assertThat(source.width()).isEqualTo(64);
        assertThatThrownBy(() -> source.part(new Window(0, 0, 1, 1)))
                .isInstanceOf(UnreadableImageException.class)
                .hasMessageMatching("x: cannot be decoded: .*; replace the file or leave it out");
    }

    private static byte[] read(String picture) throws IOException {
        try (InputStream in = ImageSourceTest.class.getResourceAsStream("pictures/" + picture)) {
            return in.readAllBytes();
        }
    }
}
