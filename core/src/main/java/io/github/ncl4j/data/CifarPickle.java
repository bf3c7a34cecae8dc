package io.github.ncl4j.data;

import io.github.ncl4j.image.DataException;
import io.github.ncl4j.pytorch.DataPickle;
import io.github.ncl4j.pytorch.TorchFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads a file of CIFAR's version for Python: a pickle of a dictionary, of which nothing is run. */
final class CifarPickle {

    private final String origin;
    private final CifarLayout layout;
    private final DataPickle pickle;

    private CifarPickle(String origin, CifarLayout layout, DataPickle pickle) {
        this.origin = origin;
        this.layout = layout;
        this.pickle = pickle;
    }

    /**
     * Reads a file.
     *
     * @param origin its name, for messages
     * @throws DataException if it is damaged, or a pickle of something else
     */
    static CifarPickle read(String origin, CifarLayout layout, long size, InputStream in) {
        try {
            return new CifarPickle(origin, layout, DataPickle.read(origin, new BufferedInputStream(in), size));
        } catch (TorchFileException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new DataException(
                    origin + ": cannot be read to the end of its " + size + " bytes: "
                            + (e.getMessage() == null ? "the data end" : e.getMessage())
                            + "; the file is damaged or cut short, fetch it again",
                    e);
        }
    }

    /**
     * The images, in the file's order.
     *
     * @throws DataException if there are others than CIFAR's, or as many labels are not there
     */
    List<LabelledImage> images() {
        try {
            String labelsName = layout.labels();
            long[] labels = pickle.wholes(labelsName);
            DataPickle.Rows rows = pickle.matrix("data", CifarLayout.PIXEL_BYTES);
            if (rows.count() != labels.length) {
                throw new DataException(origin + ": has " + rows.count() + " images and " + labels.length
                        + " labels in '" + labelsName + "'; the file is damaged");
            }
            List<LabelledImage> images = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] < 0 || labels[i] >= layout.classes()) {
                    throw new DataException(
                            origin + ": image " + i + " has in '" + labelsName + "' the label " + labels[i]
                                    + ", which is not in [0, " + layout.classes()
                                    + "); the file is damaged or in another format");
                }
                images.add(new LabelledImage(CifarLayout.image(rows.row(i), 0), (int) labels[i], origin, i));
            }
            return images;
        } catch (TorchFileException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * The names of the classes.
     *
     * @throws DataException if there are none
     */
    List<String> names() {
        try {
            return pickle.texts(layout.names()).stream().map(String::strip).toList();
        } catch (TorchFileException e) {
            throw new DataException(String.valueOf(e.getMessage()), e);
        }
    }
}
