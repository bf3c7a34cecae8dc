package io.github.ncl4j.serve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.HostPort;
import org.jspecify.annotations.Nullable;

/** Who is answered: with a token, who bears it; without one, on a loopback address, who asks for that address by its own name. */
final class AccessRule {

    private static final String BEARER = "Bearer ";

    private final byte @Nullable [] token;
    private final boolean checksHost;

    private AccessRule(byte @Nullable [] token, boolean checksHost) {
        this.token = token;
        this.checksHost = checksHost;
    }

    /** The rule of a server. */
    static AccessRule of(ServerSettings settings) {
        String token = settings.token();
        byte[] bytes = token == null ? null : token.getBytes(StandardCharsets.UTF_8);
        return new AccessRule(bytes, bytes == null && isLoopback(settings.host()));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /**
     * What is wrong with a request, by its header alone.
     *
     * @return 401 without the token, 421 for the name of another host; null if it may be answered
     */
    @Nullable
    Problem problem(Request request) {
        if (token != null) {
            List<Route> routes = Route.at(Request.getPathInContext(request));
            boolean isOpen = !routes.isEmpty() && routes.stream().allMatch(Route::isOpen);
            return isOpen || bears(request.getHeaders().get(HttpHeader.AUTHORIZATION), token)
                    ? null
                    : new Problem(
                            HttpStatus.UNAUTHORIZED_401,
                            "this server wants a token; send it as 'Authorization: Bearer TOKEN'");
        }
        return checksHost && !isOwnName(request.getHeaders().get(HttpHeader.HOST))
                ? new Problem(
                        HttpStatus.MISDIRECTED_REQUEST_421,
                        "a server on a loopback address without a token answers only requests to localhost or an address;"
                                + " behind a proxy that passes on another Host, give it a token")
                : null;
    }

    /** In a time that does not tell how much of the token was right. */
    private static boolean bears(@Nullable String authorization, byte[] token) {
        return authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && MessageDigest.isEqual(
                        authorization.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8), token);
    }

    /** A page from elsewhere can make a browser ask here under its own host's name (DNS rebinding), but not under these. */
    private static boolean isOwnName(@Nullable String host) {
        if (host == null || host.isEmpty()) {
            return true;
        }
        try {
            String name = new HostPort(host).getHost().toLowerCase(Locale.ROOT);
            return name.equals("localhost") || name.matches("[0-9.]+") || name.contains(":");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
