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
        touch("photos/train/cat/a.jpg", "photos/train/dog/a.jpg", "photos/val/cat/b.jpg");
        Path draft = Files.createDirectory(root.resolve("draft"));
        Path place = Files.createDirectories(root.resolve("some/where"));

        ClassFolders.read(root.resolve("photos"), 0.2, 0).write(draft, place);

        Files.move(draft.resolve("train.json"), place.resolve("train.json"));
        ImageDataset train = Datasets.annotated(place.resolve("train.json"));
        assertThat(train.classNames()).containsExactly("cat", "dog");
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
        touch("train/cat/a.jpg", "train/bat/a.jpg", "valid/dog/a.jpg");
        refuses("valid/dog", "is a class without training images");
        touch("train/dog/notes.txt");
        refuses("train/dog", "holds no image");
        assertThatThrownBy(() -> ClassFolders.read(root.resolve("nowhere"), 0.2, 0))
                .isInstanceOf(DataException.class)
                .hasMessage(root.resolve("nowhere") + ": there is no such folder");
    }

    @Test
    void partsAreKnownInAnyCaseAndByTheirOtherNames() throws IOException {
        touch("Training/ant/0.jpg", "Training/bee/0.jpg", "VAL/ant/1.jpg", "testing/bee/2.jpg", "testing/fly/2.jpg");
        touch("notes/readme.txt");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.train())
                .extracting(ImageEntry::path)
                .containsExactly("Training/ant/0.jpg", "Training/bee/0.jpg");
        assertThat(folders.validation()).containsExactly(new ImageEntry("VAL/ant/1.jpg", 0));
        assertThat(folders.test()).containsExactly(new ImageEntry("testing/bee/2.jpg", 1));
        assertThat(folders.files()).containsExactly("train.json", "valid.json", "test.json");
        assertThat(folders.notes())
                .containsExactly(
                        "left aside beside the parts: notes",
                        "left aside: " + root.resolve("testing/fly") + ", a class without training images");
    }

    @Test
    void testTakesThePlaceOfAMissingVal() throws IOException {
        touch("Train/ant/0.jpg", "Train/bee/0.jpg", "Test/ant/1.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.validation()).containsExactly(new ImageEntry("Test/ant/1.jpg", 0));
        assertThat(folders.test()).isEmpty();
        assertThat(folders.notes()).singleElement().asString().contains("Test is taken for validation");
    }

    @Test
    void imagesWithoutClassesAreLeftAsideWithAWord() throws IOException {
        touch("train/ant/0.jpg", "train/ant/1.jpg", "train/bee/0.jpg", "train/bee/1.jpg", "test/0.jpg", "test/1.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.5, 0);

        assertThat(folders.classNames()).containsExactly("ant", "bee");
        assertThat(folders.validation()).hasSize(2);
        assertThat(folders.notes())
                .containsExactly(
                        "left aside: " + root.resolve("test")
                                + ", whose 2 images lie in no class folders and so have no class",
                        "there is no folder val: a part of " + root.resolve("train") + " is taken for validation");
    }

    @Test
    void partsWithoutClassFoldersAreNoClasses() throws IOException {
        touch("train/0.jpg", "test/0.jpg");
        refuses("train", "holds no folders");
    }

    @Test
    void aClassMayBeCalledTrain() throws IOException {
        touch("bus/0.jpg", "train/0.jpg", "stray.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.classNames()).containsExactly("bus", "train");
        assertThat(folders.notes())
                .containsExactly("left aside: 1 image that lies in " + root + " itself and in no class folder");
    }

    @Test
    void trainWithClassFoldersBesideAnUnknownFolderIsRefused() throws IOException {
        touch("train/ant/0.jpg", "train/bee/0.jpg", "dev/ant/1.jpg", "dev/bee/1.jpg");
        refuses(
                "",
                "nothing says whether train is a class or holds the class folders ant, bee, as there is dev beside it;"
                        + " call the folder of the validation images val");
    }

    @Test
    void aFolderAroundTheClassFoldersIsLookedThrough() throws IOException {
        touch("photos/ant/0.jpg", "photos/bee/0.jpg", "__MACOSX/photos/ant/0.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.train())
                .extracting(ImageEntry::path)
                .containsExactly("photos/ant/0.jpg", "photos/bee/0.jpg");
        assertThat(folders.notes())
                .containsExactly(
                        root + " holds one folder, photos: the folders in that are taken",
                        "folders passed over: __MACOSX");
    }

    @Test
    void oneClassIsNoDataSet() throws IOException {
        touch("ant/0.jpg", "ant/1.jpg");
        refuses("", "holds one class, ant, and a classifier needs two");
        touch("train/ant/0.jpg", "val/ant/0.jpg");
        refuses("train", "holds one class, ant");
    }

    @Test
    void thePartsAreThereOnceAndWithTraining() throws IOException {
        touch("val/ant/0.jpg", "val/bee/0.jpg");
        refuses("", "has a folder val, but none called train");
        touch("train/ant/0.jpg", "Training/ant/0.jpg");
        refuses("", "has the folders Training and train for the same part");
    }

    @Test
    void whatIsMergedOrPassedOverIsSaidInALineEach() throws IOException {
        touch("ant/0.JFIF", "ant/1.jpe", "ant/2.HEIC", "ant/notes.txt", "ant/README", "ant/._0.jpg", "ant/Thumbs.db");
        touch("ant/2023/a/0.jpg", "ant/2024/0.jpg", "bee/x.heic", "bee/0.jpg", "bee/@eaDir/0.jpg", "#recycle/0.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.classTable().total() + folders.validation().size()).isEqualTo(5);
        assertThat(folders.notes())
                .containsExactly(
                        "2 folders inside class folders merged into their classes: ant/2023/a, ant/2024; if they are classes,"
                                + " move them up",
                        "4 files passed over by their endings: .heic 2, .txt 1, no ending 1; read are .jpg, .jpeg, .jpe,"
                                + " .jfif, .png, .bmp, .webp",
                        "folders passed over: #recycle, @eaDir");
        touch("fly/0.heic", "fly/1.heic");
        refuses("fly", "holds no image (.jpg, .jpeg, .jpe, .jfif, .png, .bmp, .webp), but files that end in .heic 2");
    }

    @Test
    void twoSpellingsOfANameAreOneClass() throws IOException {
        touch("train/K\u00e4fer/0.jpg", "train/Ka\u0308fer/1.jpg", "train/Wal/0.jpg", "val/Ka\u0308fer/2.jpg");

        ClassFolders folders = ClassFolders.read(root, 0.2, 0);

        assertThat(folders.classNames()).containsExactly("K\u00e4fer", "Wal");
        assertThat(folders.classTable().counts()).containsExactly(2, 1);
        // The paths are those of the files.
        assertThat(folders.validation()).containsExactly(new ImageEntry("val/Ka\u0308fer/2.jpg", 0));
        assertThat(folders.notes()).singleElement().asString().contains("2 folders are called K\u00e4fer");
    }

    @Test
    void annotationsFindTheirImagesFromBehindALink() throws IOException {
        touch("disk/photos/cat/a.jpg", "disk/photos/dog/a.jpg", "else/deep/er/file.txt");
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("else/deep"));
        Path place = Files.createDirectory(link.resolve("annotations"));
        Path photos = Files.createSymbolicLink(root.resolve("photos"), root.resolve("disk/photos"));

        ClassFolders.read(photos, 0.2, 0).write(place, place);

        assertThat(Datasets.annotated(place.resolve("train.json")).size()).isEqualTo(2);
    }

    @Test
    void aNameThatIsNotUtf8IsNamed() throws IOException, InterruptedException {
        touch("ant/0.jpg", "bee/0.jpg");
        // Java gives files UTF-8 names only.
        int made = new ProcessBuilder(
                        "sh",
                        "-c",
                        "printf x > \"$1/$(printf 'K\\344fer').jpg\"",
                        "sh",
                        root.resolve("ant").toString())
                .start()
                .waitFor();
        assertThat(made).isZero();
        refuses("ant/K\ufffdfer.jpg", "its name is not UTF-8");
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
