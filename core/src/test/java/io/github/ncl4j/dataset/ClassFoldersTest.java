package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassFoldersTest {

    @TempDir
    Path root;

    @Test
    void trainAndValAreTakenAsTheyAre() throws IOException {
        // "Zebra" sorts before "ant": by code points, the same everywhere.
        touch("train/ant/2.jpg", "train/ant/10.PNG", "train/ant/deep/er/x.jpeg", "train/Zebra/z.bmp", "val/ant/v.jpg");
        touch("train/ant/.hidden.jpg", "train/ant/readme.txt", "train/.cache/x.jpg", "train/stray.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.classNames()).containsExactly("Zebra", "ant");
        assertThat(folders.train())
                .containsExactly(
                        new ImageEntry("train/Zebra/z.bmp", 0),
                        new ImageEntry("train/ant/10.PNG", 1),
                        new ImageEntry("train/ant/2.jpg", 1),
                        new ImageEntry("train/ant/deep/er/x.jpeg", 1));
        assertThat(folders.validation()).containsExactly(new ImageEntry("val/ant/v.jpg", 1));
    }

    @Test
    void aSingleFolderIsSplitClassByClass() throws IOException {
        for (int i = 0; i < 20; i++) {
            touch("head/%02d.jpg".formatted(i));
        }
        touch("middle/0.jpg", "middle/1.jpg", "middle/2.jpg", "tail/0.jpg", "pair/0.jpg", "pair/1.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.25, 1);

        assertThat(folders.classNames()).containsExactly("head", "middle", "pair", "tail");
        // A quarter, rounded; but at least one image of two, and never the last one.
        assertThat(folders.classTable().counts()).containsExactly(15, 2, 1, 1);
        assertThat(folders.validation()).extracting(ImageEntry::category).containsExactly(0, 0, 0, 0, 0, 1, 2);
        List<ImageEntry> all = new ArrayList<>(folders.train());
        all.addAll(folders.validation());
        assertThat(all).doesNotHaveDuplicates().hasSize(26);
        assertThat(ClassFolders.read(root, 0.25, 1)).isEqualTo(folders);
        assertThat(ClassFolders.read(root, 0.25, 2).validation()).isNotEqualTo(folders.validation());
        assertThat(ClassFolders.read(root, 0.99, 1).classTable().counts()).containsExactly(1, 1, 1, 1);
    }

    @Test
    void annotationsAreRelativeToWhereTheyWillBe() throws IOException {
        touch("photos/train/cat/a.jpg", "photos/val/cat/b.jpg");
        Path draft = Files.createDirectory(root.resolve("draft"));
        Path place = Files.createDirectories(root.resolve("some/where"));

        ClassFolders.read(root.resolve("photos"), 0.2, 0).write(draft, place);

        Files.move(draft.resolve("train.json"), place.resolve("train.json"));
        ImageDataset train = Datasets.annotated(place.resolve("train.json"));
        assertThat(train.classNames()).containsExactly("cat");
        assertThat(train.describe(0)).contains("../../photos/train/cat/a.jpg");
        assertThat(draft.resolve("valid.json")).exists();
    }

    @Test
    void linksInACircleAndLinksToNothingAreNamed() throws IOException {
        touch("cat/a.jpg", "dog/b.jpg");
        Files.createSymbolicLink(root.resolve("cat/loop"), root);
        refuses("cat/loop", "is a link to a folder that it lies in");
        Files.delete(root.resolve("cat/loop"));
        Files.createSymbolicLink(root.resolve("dog/gone.jpg"), root.resolve("nothing.jpg"));
        refuses("dog/gone.jpg", "is a link to nothing");
        Files.delete(root.resolve("dog/gone.jpg"));

        // A link elsewhere is fine: many keep their images on another disk.
        Files.createSymbolicLink(root.resolve("cat/more"), root.resolve("dog"));
        assertThat(ClassFolders.read(root, 0.5, 0).classTable().total()).isPositive();
    }

    @Test
    void foldersWithoutClassesOrImagesAreNamed() throws IOException {
        refuses("", "holds no folders");
        touch("train/cat/a.jpg");
        refuses("", "has a folder train, but none called val, valid, validation, test");
        touch("valid/dog/a.jpg");
        refuses("valid/dog", "is a class without training images");
        touch("train/dog/notes.txt");
        refuses("train/dog", "holds no image");
        assertThatThrownBy(() -> ClassFolders.read(root.resolve("nowhere"), 0.2, 0))
                .isInstanceOf(DataException.class)
                .hasMessage(root.resolve("nowhere") + ": there is no such folder");
    }

    private void refuses(String where, String why) {
        assertThatThrownBy(() -> ClassFolders.read(root, 0.2, 0))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(root.resolve(where).toString())
                .hasMessageContaining(": " + why);
    }

    private void touch(String... files) throws IOException {
        for (String file : files) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "not looked into");
        }
    }
}
