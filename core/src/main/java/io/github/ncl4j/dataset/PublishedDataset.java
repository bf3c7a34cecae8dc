package io.github.ncl4j.dataset;

import java.net.URI;
import java.util.List;

/** The data sets that can be downloaded, with their official addresses and the checksums published there. */
public enum PublishedDataset {
    /** CIFAR-10, binary version (Krizhevsky, 2009). */
    CIFAR10,
    /** CIFAR-100, binary version (Krizhevsky, 2009). */
    CIFAR100,
    /** Fashion-MNIST (Xiao, Rasul and Vollgraf, 2017). */
    FASHION_MNIST;

    private static final String CIFAR = "https://www.cs.toronto.edu/~kriz/";
    private static final String FASHION = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";

    /** What to download. */
    public List<RemoteFile> files() {
        return switch (this) {
            case CIFAR10 -> List.of(file(CIFAR + "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530"));
            case CIFAR100 -> List.of(file(CIFAR + "cifar-100-binary.tar.gz", "03b5dce01913d631647c71ecec9e9cb8"));
            case FASHION_MNIST ->
                List.of(
                        file(FASHION + "train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                        file(FASHION + "train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
                        file(FASHION + "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
                        file(FASHION + "t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"));
        };
    }

    private static RemoteFile file(String address, String md5) {
        return new RemoteFile(URI.create(address), Checksum.md5(md5));
    }
}
