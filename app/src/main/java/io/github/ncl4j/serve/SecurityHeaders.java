package io.github.ncl4j.serve;

import java.util.Map;
import java.util.function.BiConsumer;

/** What every answer tells browsers not to do with it. A page replaces the content security policy by its own. */
final class SecurityHeaders {

    static final String POLICY = "Content-Security-Policy";

    private static final Map<String, String> HEADERS = Map.of(
            POLICY,
            "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private SecurityHeaders() {}

    /** Names and values. */
    static void forEach(BiConsumer<String, String> header) {
        HEADERS.forEach(header);
    }
}
