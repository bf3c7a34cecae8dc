package io.github.ncl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;

/** That parts of a picture are the same pixels as in the whole, wherever decoding ends. */
final class Parts {

    private static final int WINDOWS = 20;

    private Parts() {}

    static void check(ImageDecoder decoder, byte[] file) {
        RgbImage whole = decoder.decode(file, "x");
        ImageSource source = decoder.open(file, "x");
        assertThat(source.width()).isEqualTo(whole.width());
        assertThat(source.height()).isEqualTo(whole.height());
        Random random = new Random(5);
        for (int i = 0; i < WINDOWS; i++) {
            int width = 1 + random.nextInt(whole.width());
            int height = 1 + random.nextInt(Math.min(whole.height(), i < WINDOWS / 2 ? 20 : whole.height()));
            Window window = new Window(
                    random.nextInt(whole.width() - width + 1),
                    random.nextInt(whole.height() - height + 1),
                    width,
                    height);
            RgbImage expected = Crop.of(whole, window.left(), window.top(), width, height);
            ImagePart part = source.part(window);
            Window inside = part.window();
            assertThat(Crop.of(part.image(), inside.left(), inside.top(), inside.width(), inside.height())
                            .pixels())
                    .as("%s", window)
                    .isEqualTo(expected.pixels());
        }
    }
}
