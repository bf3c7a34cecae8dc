package io.github.ncl4j.bench;

import io.github.ncl4j.app.process.ProcessUsage;
import java.util.Arrays;

/** Wall and CPU time of the same work, measured again and again. */
final class Measurements {

    private final double[] wall;
    private final double[] cpu;
    private int count;

    Measurements(int rounds) {
        wall = new double[rounds];
        cpu = new double[rounds];
    }

    /** Runs the work once; its times are kept. */
    void add(Runnable work) {
        double cpuBefore = ProcessUsage.cpuSeconds();
        long before = System.nanoTime();
        work.run();
        wall[count] = (System.nanoTime() - before) * 1e-6;
        cpu[count++] = 1e3 * (ProcessUsage.cpuSeconds() - cpuBefore);
    }

    /** In milliseconds. */
    Quartiles wall() {
        return Quartiles.of(wall);
    }

    /** Of all threads of the process, in milliseconds. */
    Quartiles cpu() {
        return Quartiles.of(cpu);
    }

    /** The median over the rounds of this work's time divided by another's in the same round. */
    double wallShareOf(Measurements other) {
        double[] shares = new double[wall.length];
        Arrays.setAll(shares, round -> wall[round] / other.wall[round]);
        return Quartiles.of(shares).median();
    }

    /** The sum of this work's CPU time divided by another's. */
    double cpuShareOf(Measurements other) {
        return Arrays.stream(cpu).sum() / Arrays.stream(other.cpu).sum();
    }
}
