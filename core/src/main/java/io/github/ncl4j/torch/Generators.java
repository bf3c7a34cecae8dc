package io.github.ncl4j.torch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The engine's random generator of a device, which initial weights and dropout draw from. */
public final class Generators {

    private Generators() {}

    /** Restarts the generators of all devices. */
    public static void seed(long seed) {
        Engine.start();
        torch.manual_seed(seed);
    }

    /** The whole state of a device's generator: one-dimensional uint8, on the CPU. */
    public static Tensor state(Device device) {
        return of(device).get_state();
    }

    /** Puts a device's generator where {@link #state} found it. */
    public static void restore(Device device, Tensor state) {
        of(device).set_state(state);
    }

    private static Generator of(Device device) {
        return torch.globalContext().defaultGenerator(device);
    }
}
