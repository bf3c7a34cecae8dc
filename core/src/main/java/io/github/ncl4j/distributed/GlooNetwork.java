package io.github.ncl4j.distributed;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;

/**
 * Through which network this process talks to the others: the interfaces that {@code GLOO_SOCKET_IFNAME} names, divided by
 * commas, else the one that leads to rank 0. The engine's own choice, the address of the host's name, is on many machines that
 * of the loopback, where no other machine can reach it.
 *
 * @param contract for the address of rank 0
 * @param environment the variables
 */
record GlooNetwork(LaunchContract contract, Map<String, String> environment) {

    private static final String INTERFACE = "GLOO_SOCKET_IFNAME";

    /** The engine's devices; they belong to the current scope. */
    GlooDeviceVector devices() {
        String interfaces = environment.getOrDefault(INTERFACE, "").strip();
        if (interfaces.isEmpty()) {
            return new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(address()));
        }
        GlooDeviceVector devices = new GlooDeviceVector();
        for (String name : interfaces.split(",")) {
            try {
                devices.push_back(ProcessGroupGloo.createDeviceForInterface(name.strip()));
            } catch (RuntimeException e) {
                throw new DistributedException(
                        INTERFACE + " names the network interface '" + name.strip()
                                + "', which cannot be used here; `ip address` lists those of this machine",
                        e);
            }
        }
        return devices;
    }

    /** The address of this machine on the way to rank 0. Nothing is sent to find it. */
    private String address() {
        InetSocketAddress master = new InetSocketAddress(contract.masterAddress(), contract.masterPort());
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(master);
            InetAddress local = socket.getLocalAddress();
            return local.getHostAddress();
        } catch (IOException | java.io.UncheckedIOException | IllegalArgumentException e) {
            throw new DistributedException(
                    "there is no way to MASTER_ADDR " + contract.masterAddress() + ": " + e.getMessage(), e);
        }
    }
}
