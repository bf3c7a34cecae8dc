package io.github.ncl4j.data;

import java.util.List;

/**
 * The images of another data set, one for one. A view says by itself what {@link #image} gives; {@link #source} follows from that unless
 * it says otherwise.
 */
interface DatasetView extends ImageDataset {

    /** The other data set. */
    ImageDataset viewed();

    @Override
    default int size() {
        return viewed().size();
    }

    @Override
    default int target(int index) {
        return viewed().target(index);
    }

    @Override
    default List<String> classNames() {
        return viewed().classNames();
    }

    @Override
    default String describe(int index) {
        return viewed().describe(index);
    }

    @Override
    default String identity(int index) {
        return viewed().identity(index);
    }
}
