package io.github.ncl4j.dataset;

import io.github.ncl4j.image.DataException;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The proxies that the environment names, as other programs understand it: {@code http_proxy} and {@code https_proxy} by the
 * scheme of the address, {@code all_proxy} for both, and {@code no_proxy} with the hosts that are asked directly; each in small
 * or in capital letters, the small ones first. Java itself reads none of them. Where Java has settings of its own ({@code
 * -Dhttps.proxyHost}), those hold.
 */
final class EnvironmentProxies extends ProxySelector {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentProxies.class);
    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    /** Java sends no passwords through a tunnel unless this is empty; it is read once, with the first request. */
    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final Map<String, String> environment;

    EnvironmentProxies(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The proxy for an address.
     *
     * @param variable where it comes from, for messages
     * @param address host, port and perhaps a name and a password
     */
    record Named(String variable, URI address) {

        /** Host and port, without the password. */
        String shown() {
            return address.getHost() + ":" + port();
        }

        private int port() {
            return address.getPort() < 0 ? HTTP_PORT : address.getPort();
        }
    }

    /**
     * The proxy that the environment names for an address; null if it is asked directly.
     *
     * @throws DataException if the value cannot be understood
     */
    @Nullable
    Named of(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        for (String variable : List.of(scheme + "_proxy", "all_proxy")) {
            for (String name : List.of(variable, variable.toUpperCase(Locale.ROOT))) {
                String value = environment.getOrDefault(name, "").strip();
                if (!value.isEmpty()) {
                    return isDirect(address) ? null : new Named(name, parse(name, value));
                }
            }
        }
        return null;
    }

    private static URI parse(String name, String value) {
        try {
            URI address = URI.create(value.contains("://") ? value : "http://" + value);
            if ("http".equalsIgnoreCase(address.getScheme()) && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // The value may have a password in it, so that neither the message nor the cause repeats it.
            LOG.debug("{} is no address", name);
        }
        throw new DataException("the environment variable " + name
                + " is not of the form http://HOST:PORT (a proxy that is spoken to over HTTP); set it so, or unset it");
    }

    private boolean isDirect(URI address) {
        String hosts = environment.getOrDefault("no_proxy", "");
        hosts = hosts.isBlank() ? environment.getOrDefault("NO_PROXY", "") : hosts;
        int port = address.getPort() >= 0
                ? address.getPort()
                : "https".equalsIgnoreCase(address.getScheme()) ? HTTPS_PORT : HTTP_PORT;
        for (String entry : hosts.split("[,\\s]+")) {
            if (DirectHost.matches(entry, String.valueOf(address.getHost()), port)) {
                return true;
            }
        }
        return false;
    }

    /** A proxy's name and password, where the environment has them. */
    Authenticator authenticator() {
        if (System.getProperty(DISABLED_SCHEMES) == null && !environment.isEmpty()) {
            System.setProperty(DISABLED_SCHEMES, "");
        }
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                if (getRequestorType() != RequestorType.PROXY || getRequestingURL() == null) {
                    return null;
                }
                Named proxy = of(URI.create(getRequestingURL().toString()));
                String user = proxy == null ? null : proxy.address().getRawUserInfo();
                if (user == null) {
                    return null;
                }
                String[] parts = user.split(":", 2);
                String password = parts.length > 1 ? parts[1] : "";
                return new PasswordAuthentication(
                        decoded(parts[0]), decoded(password).toCharArray());
            }
        };
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public List<Proxy> select(URI uri) {
        Named proxy = of(uri);
        if (proxy != null) {
            return List.of(new Proxy(
                    Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(proxy.address().getHost(), proxy.port())));
        }
        ProxySelector java = ProxySelector.getDefault();
        return java == null ? List.of(Proxy.NO_PROXY) : java.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException e) {
        LOG.debug("the proxy {} for {} failed: {}", address, uri, e.getMessage());
    }
}
