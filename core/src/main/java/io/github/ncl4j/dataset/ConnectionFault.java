package io.github.ncl4j.dataset;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a connection failed, which Java often says nowhere but in the class of a cause. */
final class ConnectionFault {

    private ConnectionFault() {}

    /** Whether a host's name has no address. */
    static boolean isUnknownHost(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** Whether a proxy was given no name and password, or a wrong one; the servers here ask for none. */
    static boolean isAuthentication(Throwable fault) {
        String message = String.valueOf(fault.getMessage());
        return Stream.of(
                        "No credentials provided",
                        "too many authentication attempts",
                        "Proxy-Authenticate header missing")
                .anyMatch(message::contains);
    }

    /** The first message on the way to the first cause, or else the class of the fault, in words. */
    static String reason(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                return cause.getMessage();
            }
        }
        return fault instanceof ConnectException
                ? "nobody answers there"
                : fault.getClass().getSimpleName();
    }
}
