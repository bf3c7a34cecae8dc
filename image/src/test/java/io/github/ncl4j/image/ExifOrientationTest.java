package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.StringJoiner;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExifOrientationTest {

    /** The stored picture is 1 2 3 / 4 5 6; what a viewer must show, row by row, by the figure in Exif 2.3, section 4.6.4. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 1 2 3 4 5 6",
        "2, 3, 3 2 1 6 5 4",
        "3, 3, 6 5 4 3 2 1",
        "4, 3, 4 5 6 1 2 3",
        "5, 2, 1 4 2 5 3 6",
        "6, 2, 4 1 5 2 6 3",
        "7, 2, 6 3 5 2 4 1",
        "8, 2, 3 6 2 5 1 4"
    })
    void turnsAndMirrors(int value, int width, String expected) {
        byte[] pixels = new byte[18];
        for (int i = 0; i < 18; i++) {
            pixels[i] = (byte) (1 + i / 3);
        }
        RgbImage upright = new ExifOrientation(value).apply(new RgbImage(3, 2, pixels));
        StringJoiner shown = new StringJoiner(" ");
        for (int i = 0; i < 18; i += 3) {
            shown.add(Integer.toString(upright.pixels()[i]));
        }
        assertThat(upright.width()).isEqualTo(width);
        assertThat(shown).hasToString(expected);
    }
}
