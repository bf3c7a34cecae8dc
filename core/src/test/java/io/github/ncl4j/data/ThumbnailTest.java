package io.github.ncl4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ncl4j.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ThumbnailTest {

    private static BufferedImage read(byte[] file) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(file));
    }

    @Test
    void aSmallImageStaysAsItIs() throws IOException {
        BufferedImage picture = read(Thumbnail.of(new RgbImage(2, 1, new byte[] {1, 2, 3, (byte) 250, 5, 6}), 72));

        assertThat(picture.getRGB(0, 0) & 0xffffff).isEqualTo(0x010203);
        assertThat(picture.getRGB(1, 0) & 0xffffff).isEqualTo(0xfa0506);
    }

    @Test
    void aLargeOneKeepsItsShapeAndColour() throws IOException {
        byte[] pixels = new byte[300 * 200 * 3];
        Arrays.fill(pixels, (byte) 100);

        BufferedImage picture = read(Thumbnail.of(new RgbImage(300, 200, pixels), 72));

        assertThat(picture.getWidth()).isEqualTo(72);
        assertThat(picture.getHeight()).isEqualTo(48);
        assertThat(picture.getRGB(30, 30) & 0xff).as("JPEG is near enough").isBetween(98, 102);
    }
}
