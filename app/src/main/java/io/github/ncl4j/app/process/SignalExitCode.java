package io.github.ncl4j.app.process;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a process that a signal ends report success: a server that was told to stop has not failed. Java's own handler exits with 128
 * and the signal's number; {@code Runtime.halt} in a shutdown hook would replace that, but skips what comes after the hooks, such as
 * the deletion of the libraries that ONNX Runtime has unpacked into the temporary folder, 22 MB.
 *
 * <p>Java has no public API for signals. {@code sun.misc.Signal} of the module jdk.unsupported is reached by reflection, because the
 * compiler warns of it in a way that cannot be allowed in one place. Where it is missing, the exit code is Java's.
 */
public final class SignalExitCode {

    private static final Logger LOG = LoggerFactory.getLogger(SignalExitCode.class);

    private SignalExitCode() {}

    /** From now on Ctrl-C and SIGTERM run the shutdown hooks, as before, and end the process with this exit code. */
    public static void with(int exitCode) {
        for (String name : List.of("INT", "TERM")) {
            try {
                handle(name, () -> System.exit(exitCode));
            } catch (ReflectiveOperationException e) {
                // Also if the JVM was told to leave signals alone (-Xrs).
                LOG.debug("SIG{} ends this process with Java's own exit code", name, e);
            }
        }
    }

    /** A signal that the process ignores, as one started by {@code nohup} or in the background may, stays ignored. */
    private static void handle(String name, Runnable reaction) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        InvocationHandler calls = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                reaction.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> SignalExitCode.class.getSimpleName();
        };
        Object own = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, calls);
        Object instance = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, instance, own);
    }
}
