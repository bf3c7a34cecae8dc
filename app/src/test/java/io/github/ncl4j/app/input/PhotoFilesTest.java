package io.github.ncl4j.app.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of image files on a command line. */
class PhotoFilesTest {

    @TempDir
    Path folder;

    private Path touch(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "not looked into");
    }

    @Test
    void linksToFoldersAreFollowed() throws IOException {
        touch("store/a.jpg");
        touch("store/more/b.JFIF");
        Path photos = Files.createSymbolicLink(folder.resolve("photos"), folder.resolve("store"));
        Files.createSymbolicLink(folder.resolve("store/circle"), folder.resolve("store"));
        Files.createSymbolicLink(folder.resolve("store/gone.png"), folder.resolve("nothing"));

        assertThat(PhotoFiles.of(photos.toString()))
                .containsExactly(photos.resolve("a.jpg"), photos.resolve("gone.png"), photos.resolve("more/b.JFIF"));
        assertThat(PhotoFiles.of(photos + "/*.jpg")).containsExactly(photos.resolve("a.jpg"));
        assertThat(PhotoFiles.of(folder + "/ph*/**.JFIF")).containsExactly(photos.resolve("more/b.JFIF"));
        assertThat(PhotoFolder.open(photos, true).size()).isEqualTo(3);
    }

    @Test
    void lettersOfPatternsInNamesOfFoldersMeanThemselves() throws IOException {
        Path set = touch("set [2024]/{a}/x.jpg").getParent();
        touch("set 2/{a}/y.jpg");

        assertThat(PhotoFiles.of(set + "/*.jpg")).containsExactly(set.resolve("x.jpg"));
        assertThat(PhotoFiles.of(folder + "/set [0-9]/*/*.jpg")).containsExactly(folder.resolve("set 2/{a}/y.jpg"));
        assertThatThrownBy(() -> PhotoFiles.of(folder + "/x[.jpg"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("x[.jpg: there is no such file, and it is no pattern");
    }

    @Test
    void whatProgramsLeaveAmongPicturesIsPassedOver() throws IOException {
        Path photo = touch("a.jpg");
        touch("._a.jpg");
        touch("@eaDir/a.jpg");
        touch(".thumbnails/a.jpg");

        assertThat(PhotoFiles.of(folder.toString())).containsExactly(photo);
        assertThat(PhotoFiles.of(folder + "/*.jpg")).containsExactly(photo);
    }
}
