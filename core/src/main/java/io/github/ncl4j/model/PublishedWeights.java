package io.github.ncl4j.model;

import io.github.ncl4j.dataset.Checksum;
import io.github.ncl4j.dataset.RemoteFile;
import java.net.URI;

/**
 * Backbones trained on ImageNet that can be downloaded: the first weights of torchvision (IMAGENET1K_V1), which fit the ResNets
 * here. The end of a file's name is the beginning of its SHA-256 checksum, PyTorch's convention; the rest is what many who have
 * downloaded these files report.
 */
public enum PublishedWeights {
    /** ResNet-18 (He et al., CVPR 2016). */
    RESNET18("resnet18", "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
    /** ResNet-50 (He et al., CVPR 2016). */
    RESNET50("resnet50", "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a"),
    /** ResNet-152 (He et al., CVPR 2016). */
    RESNET152("resnet152", "394f9c45966e3651a89bbb78a48410a6755854ce4a5ab64927cf1c7247f85e58");

    private static final String OFFICIAL = "https://download.pytorch.org/models/";
    private static final int IN_NAME = 8;

    private final String network;
    private final String checksum;

    PublishedWeights(String network, String checksum) {
        this.network = network;
        this.checksum = checksum;
    }

    /** What to download, at its official address: a file of PyTorch. */
    public RemoteFile file() {
        return new RemoteFile(URI.create(OFFICIAL + fileName() + ".pth"), Checksum.sha256(checksum));
    }

    /** The name of the file without its ending, for example {@code resnet50-0676ba61}. */
    public String fileName() {
        return network + "-" + checksum.substring(0, IN_NAME);
    }
}
