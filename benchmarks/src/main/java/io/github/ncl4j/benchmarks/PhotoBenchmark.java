package io.github.ncl4j.benchmarks;

import io.github.ncl4j.image.ImageDecoder;
import io.github.ncl4j.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Photos per second on one thread: decoded alone, and through the ImageNet recipe to normalised floats. */
@State(Scope.Thread)
public class PhotoBenchmark extends DataBenchmark {

    private static final int BATCH = 32;

    /** The folder of the JPEGs. */
    @Param("benchmarks/target/photos")
    String photos;

    private EncodedPhotos files;
    private ImageDecoder decoder;
    private RecipeBatch batch;

    @Setup
    public void open() throws IOException {
        files = EncodedPhotos.read(Path.of(photos));
        decoder = new ImageDecoder();
        batch = new RecipeBatch("imagenet-randcls", BATCH, 224);
    }

    /** File bytes to RGB. */
    @Benchmark
    public RgbImage decode() {
        return files.next(decoder).whole();
    }

    /** File bytes to a normalised batch: decoding, random resized crop 224, flip, colour jitter, RandAugment, normalisation. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double recipe() {
        for (int i = 0; i < BATCH; i++) {
            batch.add(files.next(decoder));
        }
        return batch.normalize();
    }

    @TearDown
    public void close() {
        batch.close();
    }
}
