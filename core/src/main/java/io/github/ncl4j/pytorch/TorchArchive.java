package io.github.ncl4j.pytorch;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** One of the two layouts of PyTorch's files, opened and checked: a pickle, and storages that really are as long as it says. */
interface TorchArchive extends AutoCloseable {

    /** What the pickle describes. */
    PickleValue root();

    /** The storages that the pickle names, by key. */
    Map<String, PickleValue.Storage> storages();

    /** The bytes of a storage, little-endian. */
    InputStream open(PickleValue.Storage storage) throws IOException;

    @Override
    void close() throws IOException;
}
