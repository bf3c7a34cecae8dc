package io.github.ncl4j.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ncl4j.torch.Engine;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures a whole step of NCL training and, in turns with it, the engine's own ceiling for the same work. */
@Command(
        name = "StepBenchmark",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Measures a whole step of NCL training beside the engine's own ceiling for the same work.")
public final class StepBenchmark implements Callable<Integer> {

    private static final int WARM_UP = 5;

    @Option(names = "--experts", defaultValue = "3", description = "experts in the ensemble")
    private int experts;

    @Option(names = "--depth", defaultValue = "32", description = "depth of each CIFAR ResNet")
    private int depth;

    @Option(names = "--batch", defaultValue = "64", description = "images in a step")
    private int batch;

    @Option(names = "--classes", defaultValue = "100", description = "classes")
    private int classes;

    @Option(names = "--threads", defaultValue = "2", description = "threads of the engine")
    private int threads;

    @Option(names = "--rounds", defaultValue = "30", description = "measurements of each")
    private int rounds;

    @Option(names = "--json", description = "print one JSON document in place of the table")
    private boolean json;

    private StepBenchmark() {}

    /** Runs the benchmark; {@code --help} lists the options. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StepBenchmark()).execute(arguments));
    }

    @Override
    public Integer call() throws JsonProcessingException {
        Engine.setThreads(threads);
        torch.manual_seed(1);
        StepTimes times = measure(new Workload(experts, depth, batch, classes, threads), rounds);
        if (json) {
            System.out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(times));
        } else {
            System.out.print(times.table());
        }
        return CommandLine.ExitCode.OK;
    }

    private static StepTimes measure(Workload workload, int rounds) {
        try (PointerScope scope = new PointerScope();
                StepSetup step = StepSetup.of(workload)) {
            EngineCeiling ceiling = new EngineCeiling(workload);
            if (ceiling.parameters() != step.parameters()) {
                throw new IllegalStateException("the ceiling has " + ceiling.parameters() + " weights, the model "
                        + step.parameters() + ": they do not do the same work");
            }
            double[] stepSeconds = new double[rounds];
            double[] ceilingSeconds = new double[rounds];
            for (int round = -WARM_UP; round < rounds; round++) {
                double stepTime = seconds(step::run);
                double ceilingTime = seconds(ceiling::run);
                if (round >= 0) {
                    stepSeconds[round] = stepTime;
                    ceilingSeconds[round] = ceilingTime;
                }
            }
            return StepTimes.of(workload, stepSeconds, ceilingSeconds);
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }
}
