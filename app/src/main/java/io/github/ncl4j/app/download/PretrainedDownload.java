package io.github.ncl4j.app.download;

import io.github.ncl4j.app.output.StagedOutput;
import io.github.ncl4j.dataset.RemoteFile;
import io.github.ncl4j.pytorch.StateDict;
import io.github.ncl4j.pytorch.TorchFile;
import io.github.ncl4j.torch.Engine;
import io.github.ncl4j.torch.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a file of PyTorch and leaves its weights as safetensors.
 *
 * @param remote what to download
 * @param folder where it goes
 * @param name of the new file
 */
record PretrainedDownload(RemoteFile remote, Path folder, String name) {

    private static final Logger LOG = LoggerFactory.getLogger(PretrainedDownload.class);

    /**
     * Does it, unless it is done.
     *
     * @return the safetensors file
     */
    Path run() throws IOException, InterruptedException {
        Path weights = folder.resolve(name);
        if (Files.exists(weights)) {
            LOG.info("{} is there already", weights);
            return weights;
        }
        Path downloaded = RemoteFetch.fetch(remote, folder);
        Engine.start();
        try (StagedOutput result = StagedOutput.at(weights);
                TorchFile source = TorchFile.open(downloaded);
                PointerScope scope = new PointerScope()) {
            SafetensorsWriter.write(
                    result.draft(), Map.of(), StateDict.of(source.tensors()).tensors());
            result.finish();
        }
        Files.delete(downloaded);
        return weights;
    }
}
