package io.github.ncl4j.distributed;

import io.github.ncl4j.image.UserException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;

/**
 * Through which network this process talks to the others: the interfaces that {@code GLOO_SOCKET_IFNAME} names, divided by
 * commas, else the one that leads to rank 0. The engine's own choice, the address of the host's name, is on many machines that
 * of the loopback, where no other machine can reach it. On rank 0's machine so may be the way to rank 0: Debian gives a host's own
 * name the address 127.0.1.1. There it is the interface that leads to a process of another machine.
 */
final class GlooNetwork {

    private static final String INTERFACE = "GLOO_SOCKET_IFNAME";

    private final String interfaces;
    private final String address;

    /**
     * Tells the other processes where this one is, and waits for them where that address is of use to this machine only.
     *
     * @param environment the variables
     * @param rendezvous where all meet; borrowed
     */
    GlooNetwork(LaunchContract contract, Map<String, String> environment, Rendezvous rendezvous) {
        interfaces = environment.getOrDefault(INTERFACE, "").strip();
        InetAddress own = towards(contract.masterAddress(), contract.masterPort());
        rendezvous.tellAddress(text(own));
        address = text(
                interfaces.isEmpty() && own.isLoopbackAddress()
                        ? reachable(own, rendezvous.addresses(), other -> towards(other, contract.masterPort()))
                        : own);
    }

    /**
     * An address that all processes can reach.
     *
     * @param own of the loopback
     * @param all where the processes are
     * @param towards the address of this machine on the way to another
     * @return the own one if all are on this machine
     */
    static InetAddress reachable(InetAddress own, List<String> all, Function<String, InetAddress> towards) {
        return all.stream()
                .filter(other -> !isLoopback(other))
                .findFirst()
                .map(towards)
                .orElse(own);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new UserException(address + " is no address", e);
        }
    }

    /** Without the interface, which has another number on another machine. */
    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    /** The engine's devices; they belong to the current scope. */
    GlooDeviceVector devices() {
        if (interfaces.isEmpty()) {
            return new GlooDeviceVector(ProcessGroupGloo.createDeviceForHostname(address));
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

    /** The address of this machine on the way to another. Nothing is sent to find it. */
    private static InetAddress towards(String host, int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(host, port));
            return socket.getLocalAddress();
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new DistributedException("there is no way to " + host + ": " + e.getMessage(), e);
        }
    }
}
