package io.github.ncl4j.dataset;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An entry of {@code no_proxy}: a host, a domain with all its hosts, either with a port, a range of addresses
 * ({@code 10.0.0.0/8}), or {@code *} for every host.
 */
final class DirectHost {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");
    private static final Pattern RANGE = Pattern.compile("(.+)/(\\d{1,3})");
    private static final Pattern WITH_PORT = Pattern.compile("(.*[^:]|\\[.*]):(\\d{1,5})");

    private DirectHost() {}

    static boolean matches(String entry, String host, int port) {
        if (entry.isEmpty()) {
            return false;
        }
        var withPort = WITH_PORT.matcher(entry);
        boolean hasPort = withPort.matches() && (entry.indexOf(':') == entry.lastIndexOf(':') || entry.startsWith("["));
        if (hasPort && Integer.parseInt(withPort.group(2)) != port) {
            return false;
        }
        String named = bare(hasPort ? withPort.group(1) : entry);
        String asked = bare(host);
        var range = RANGE.matcher(named);
        if (range.matches()) {
            return isWithin(asked, range.group(1), Integer.parseInt(range.group(2)));
        }
        String domain = named.replaceFirst("^\\*?\\.", "");
        return named.equals("*") || asked.equals(domain) || asked.endsWith("." + domain);
    }

    private static String bare(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", "");
    }

    private static boolean isWithin(String host, String network, int bits) {
        if (!ADDRESS.matcher(host).matches() || !ADDRESS.matcher(network).matches()) {
            return false; // Names are not looked up: behind a proxy there may be nobody to ask.
        }
        try {
            byte[] one = InetAddress.getByName(host).getAddress();
            byte[] other = InetAddress.getByName(network).getAddress();
            int shift = one.length * Byte.SIZE - bits;
            return one.length == other.length
                    && shift >= 0
                    && new BigInteger(1, one).shiftRight(shift).equals(new BigInteger(1, other).shiftRight(shift));
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
