package io.github.ncl4j.benchmarks;

import io.github.ncl4j.config.file.ExperimentFile;
import io.github.ncl4j.data.Datasets;
import io.github.ncl4j.data.ImageDataset;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** CIFAR images per second on one thread, through the CIFAR recipe to normalised floats. */
@State(Scope.Thread)
public class CifarBenchmark extends DataBenchmark {

    private static final int BATCH = 64;

    /** The archive of CIFAR-100. */
    @Param("../shared/data/cifar-100-lt-if100.tar.gz")
    String cifar;

    private ImageDataset images;
    private RecipeBatch batch;
    private int next;

    @Setup
    public void open() {
        String yaml = "data: {format: cifar-100, path: '" + cifar + "'}\ntrain: {epochs: 1}\n";
        images = Datasets.open(
                        ExperimentFile.parse(yaml, "benchmark", List.of()).data(), 0)
                .train();
        batch = new RecipeBatch("cifar", BATCH, 32);
    }

    /** Random crop, flip, AutoAugment, cutout, normalisation. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public double recipe() {
        for (int i = 0; i < BATCH; i++) {
            batch.add(images.image(next++ % images.size()));
        }
        return batch.normalize();
    }

    @TearDown
    public void close() {
        batch.close();
    }
}
