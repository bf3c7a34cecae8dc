package io.github.ncl4j.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;

/** One process of a {@link RankPool}: runs programs until the tests end, or one of them fails. */
public final class PooledRank {

    private static volatile Map<String, String> environment = System.getenv();

    private PooledRank() {}

    /** In a process of a pool the variables of its rank, elsewhere those of the process. */
    public static Map<String, String> environment() {
        return environment;
    }

    /**
     * One process: runs programs until the tests end, or one of them fails.
     *
     * @param arguments its number among those that start, and the port where it asks for programs
     */
    public static void main(String[] arguments) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]))) {
            new DataOutputStream(socket.getOutputStream()).writeInt(Integer.parseInt(arguments[0]));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                runNext(in);
                socket.getOutputStream().write(0);
            }
        } catch (EOFException e) {
            System.exit(0);
        } catch (InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void runNext(DataInputStream in) throws IOException, ReflectiveOperationException {
        Map<String, String> variables = new HashMap<>(System.getenv());
        for (int left = in.readInt(); left > 0; left--) {
            variables.put(in.readUTF(), in.readUTF());
        }
        environment = variables;
        Method main = Class.forName(in.readUTF()).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        String[] arguments = new String[in.readInt()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = in.readUTF();
        }
        main.invoke(null, (Object) arguments);
    }
}
