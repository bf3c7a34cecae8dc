package io.github.ncl4j.dataset;

import io.github.ncl4j.file.AtomicFile;
import io.github.ncl4j.file.OutputFile;
import io.github.ncl4j.image.DataException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Downloads files over HTTP. Data arrive in {@code NAME.part}, which keeps what came when the connection breaks, so that the
 * next attempt, of this run or of a later one, goes on from there; a file gets its name when its checksum is right.
 */
public final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** No file here is as large; a server that sends more is refused. */
    private static final long MAX_BYTES = 1L << 30;

    private static final int PARTIAL_CONTENT = 206;
    private static final int PROXY_AUTHENTICATION = 407;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final HttpClient client;
    private final EnvironmentProxies proxies;
    private final int attempts;
    private final Duration patience;

    /**
     * Prepares. Proxies are those of the environment: {@code https_proxy}, {@code http_proxy}, {@code no_proxy}.
     *
     * @param attempts how often a broken connection is tried again, at least 1
     * @param patience how long the server may say nothing
     */
    public Download(int attempts, Duration patience) {
        this(attempts, patience, System.getenv());
    }

    /** Prepares with another environment. */
    Download(int attempts, Duration patience, Map<String, String> environment) {
        if (attempts < 1) {
            throw new IllegalArgumentException("a download needs at least one attempt, not " + attempts);
        }
        this.attempts = attempts;
        this.patience = patience;
        proxies = new EnvironmentProxies(environment);
        client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .proxy(proxies)
                .authenticator(proxies.authenticator())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /**
     * Downloads a file. If it is there already, with the right checksum, nothing is done.
     *
     * @param folder where; must exist
     * @param progress told of the bytes that came, piece by piece
     * @return the file
     * @throws DataException if the server does not have it, sends something else, or the connection breaks too often
     * @throws IOException if the disk refuses
     * @throws InterruptedException if the thread is interrupted
     */
    public Path fetch(RemoteFile remote, Path folder, LongConsumer progress) throws IOException, InterruptedException {
        Checksum expected = remote.checksum();
        Path file = folder.resolve(remote.name());
        if (Files.exists(file)) {
            if (!expected.matches(expected.of(file))) {
                throw new DataException(file + ": is there already, but its " + expected.algorithm()
                        + " checksum is not " + expected + "; remove it, or choose another folder");
            }
            LOG.info("{} is there already", file);
            return file;
        }
        Path part = AtomicFile.draftOf(file);
        boolean resumed = Files.exists(part) && Files.size(part) > 0;
        receive(remote, part, progress);
        if (resumed && !expected.matches(expected.of(part))) {
            LOG.info(
                    "what was left of an earlier download of {} is of no use: once more from the start", remote.name());
            Files.delete(part);
            receive(remote, part, progress);
        }
        String checksum = expected.of(part);
        if (!expected.matches(checksum)) {
            Files.delete(part);
            throw new DataException(remote.address() + ": sent a file with the " + expected.algorithm() + " checksum "
                    + checksum + ", not " + expected + "; try again, or another mirror");
        }
        AtomicFile.replace(part, file);
        return file;
    }

    private void receive(RemoteFile remote, Path part, LongConsumer progress) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                request(remote, part, progress);
                return;
            } catch (FileSystemException e) {
                // The disk is full, and another attempt finds it so again.
                throw e;
            } catch (IOException e) {
                long have = Files.exists(part) ? Files.size(part) : 0;
                requireKnownHost(remote, e);
                if (ConnectionFault.isAuthentication(e)) {
                    throw new DataException(proxyWantsPassword(remote), e);
                }
                String why = ConnectionFault.reason(e);
                if (attempt == attempts) {
                    throw new DataException(
                            remote.address() + ": the connection broke after " + have + " bytes (" + why + "), "
                                    + attempts + " attempts; the same command goes on from there",
                            e);
                }
                LOG.info("the connection broke after {} bytes ({}); trying again", have, why);
            }
        }
    }

    /** A name that has no address has none at the next attempt either. */
    private void requireKnownHost(RemoteFile remote, IOException e) {
        if (ConnectionFault.isUnknownHost(e)) {
            EnvironmentProxies.Named proxy = proxies.of(remote.address());
            throw new DataException(
                    remote.address() + ": "
                            + (proxy == null
                                    ? "the host " + remote.address().getHost()
                                            + " is unknown here; check the name and the"
                                            + " network, name a proxy with https_proxy, or another mirror"
                                    : "the proxy " + proxy.shown() + " of the environment variable " + proxy.variable()
                                            + " is an unknown host"),
                    e);
        }
    }

    private static String proxyWantsPassword(RemoteFile remote) {
        return remote.address() + ": the proxy wants a name and a password that it knows; give them"
                + " as http://NAME:PASSWORD@HOST:PORT in https_proxy or http_proxy";
    }

    private void request(RemoteFile remote, Path part, LongConsumer progress) throws IOException, InterruptedException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        HttpRequest.Builder request = HttpRequest.newBuilder(remote.address()).timeout(patience);
        if (have > 0) {
            request.header("Range", "bytes=" + have + "-");
        }
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() == RANGE_NOT_SATISFIABLE && have > 0) {
                // Everything came before, or something else; the checksum will tell.
                return;
            }
            if (response.statusCode() == PROXY_AUTHENTICATION) {
                throw new DataException(proxyWantsPassword(remote));
            }
            boolean goesOn = response.statusCode() == PARTIAL_CONTENT && startsAt(response, have);
            if (!goesOn && response.statusCode() != 200) {
                throw new DataException(remote.address() + ": the server answers with status " + response.statusCode()
                        + "; try another mirror");
            }
            long start = goesOn ? have : 0;
            copy(
                    body,
                    part,
                    start,
                    response.headers().firstValueAsLong("Content-Length").orElse(-1),
                    progress);
        }
    }

    private static boolean startsAt(HttpResponse<?> response, long position) {
        return response.headers().firstValue("Content-Range").orElse("").startsWith("bytes " + position + "-");
    }

    /**
     * Appends a body at a position.
     *
     * @param length of the body; -1 if the server does not say
     */
    private void copy(InputStream body, Path part, long start, long length, LongConsumer progress) throws IOException {
        if (start + length > MAX_BYTES) {
            throw new DataException(
                    part + ": the server announces " + (start + length) + " bytes, more than " + MAX_BYTES);
        }
        StandardOpenOption mode = start > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out = OutputFile.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode);
                Watch watch = new Watch(body, patience)) {
            byte[] buffer = new byte[1 << 16];
            long came = 0;
            for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
                out.write(buffer, 0, read);
                watch.reset();
                progress.accept(read);
                came += read;
                if (start + came > MAX_BYTES) {
                    throw new DataException(part + ": the server sends more than " + MAX_BYTES + " bytes");
                }
            }
            if (watch.gaveUp || (length >= 0 && came < length)) {
                throw new EOFException(watch.gaveUp ? "the server fell silent" : "the data end");
            }
        }
    }

    /** Closes a stream that has been silent for too long, so that the reading thread gets an exception. */
    private static final class Watch implements AutoCloseable {

        private final Timer timer = new Timer("download watch", true);
        private volatile boolean heard = true;
        private volatile boolean gaveUp;

        Watch(InputStream body, Duration patience) {
            long period = Math.max(1, patience.toMillis());
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            if (!heard) {
                                gaveUp = true;
                                close(body);
                            }
                            heard = false;
                        }
                    },
                    period,
                    period);
        }

        private static void close(InputStream body) {
            try {
                body.close();
            } catch (IOException e) {
                LOG.debug("closing a silent connection: {}", e.getMessage());
            }
        }

        void reset() {
            heard = true;
        }

        @Override
        public void close() {
            timer.cancel();
        }
    }
}
