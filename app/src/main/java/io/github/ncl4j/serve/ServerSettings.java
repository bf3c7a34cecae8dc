package io.github.ncl4j.serve;

import io.github.ncl4j.image.UserException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server answers.
 *
 * @param host a name or address of this machine
 * @param port 0 for any that is free
 * @param token which requests for predictions, the model, the training and the metrics must bear; null for none
 * @param run directory of the training that is shown; null for none
 */
public record ServerSettings(
        String host,
        int port,
        @Nullable String token,
        @Nullable Path run,
        Limits limits,
        Batching batching) {

    /** Checks the token. */
    public ServerSettings {
        if (token != null && !isToken(token)) {
            throw new UserException("a token must consist of printable ASCII characters, as an HTTP header does");
        }
    }

    /** Whether an HTTP header carries a text unchanged: printable ASCII, with no space at its ends. */
    public static boolean isToken(String text) {
        return !text.isEmpty()
                && text.equals(text.strip())
                && text.chars().allMatch(character -> character >= ' ' && character <= '~');
    }

    /** The token is a secret. */
    @Override
    public String toString() {
        return "server on " + host + ":" + port + (token == null ? "" : " with a token");
    }
}
