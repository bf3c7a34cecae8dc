package io.github.ncl4j.torch;

import io.github.ncl4j.image.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** Where tensors live. */
public final class Devices {

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    private Devices() {}

    /** Whether a text is the name of a device, here or elsewhere: {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public static boolean isName(String name) {
        return name.equals("auto") || name.equals("cpu") || CUDA.matcher(name).matches();
    }

    /** How many GPUs the engine can use. */
    public static int gpus() {
        Engine.start();
        return torch.cuda_is_available() ? (int) torch.cuda_device_count() : 0;
    }

    /**
     * The device that a name means. The result belongs to the current scope, as any native object.
     *
     * @param name {@code cpu}, {@code cuda} (the first GPU), {@code cuda:N}, or {@code auto}: the first GPU where there is
     *     one, else the CPU
     * @throws UserException if the name is none of these, or names a GPU that is not there
     */
    public static Device parse(String name) {
        Engine.start();
        int gpus = gpus();
        if (name.equals("cpu") || (name.equals("auto") && gpus == 0)) {
            return new Device(torch.DeviceType.CPU);
        }
        if (name.equals("auto")) {
            return new Device("cuda:0");
        }
        Matcher cuda = CUDA.matcher(name);
        if (!cuda.matches()) {
            throw new UserException("no device is called '" + name + "'; use auto, cpu or cuda:N");
        }
        int number = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (number >= gpus) {
            throw new UserException("device '" + name + "' is not here: libtorch sees " + gpus
                    + " GPUs; use cpu, or build with -Dgpu on a machine that has one");
        }
        return new Device("cuda:" + number);
    }
}
