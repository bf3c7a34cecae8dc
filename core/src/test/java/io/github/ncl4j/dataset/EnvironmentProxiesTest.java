package io.github.ncl4j.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ncl4j.image.DataException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {

    private static final URI SECURE = URI.create("https://files.example.org/a");
    private static final URI PLAIN = URI.create("http://files.example.org/a");

    @Test
    void theSchemeDecidesAndSmallLettersComeFirst() {
        EnvironmentProxies proxies = new EnvironmentProxies(
                Map.of("https_proxy", "http://one:3128", "HTTPS_PROXY", "http://two", "HTTP_PROXY", "three:8080"));

        assertThat(proxies.select(SECURE))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("one", 3128)));
        assertThat(proxies.select(PLAIN))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("three", 8080)));
        assertThat(new EnvironmentProxies(Map.of("ALL_PROXY", "http://all/")).select(SECURE))
                .containsExactly(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("all", 80)));
        assertThat(new EnvironmentProxies(Map.of()).select(SECURE)).containsExactly(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "https_proxy, socks5://one:1080",
        "https_proxy, https://one:1080",
        "HTTPS_PROXY, http://me:secret word@one",
        "https_proxy, http://"
    })
    void aProxyThatCannotBeSpokenToIsRefusedWithoutItsPassword(String variable, String value) {
        assertThatThrownBy(() -> new EnvironmentProxies(Map.of(variable, value)).select(SECURE))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("the environment variable " + variable + " is not of the form http://HOST:PORT")
                .hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "files.example.org, true",
        "example.org, true",
        ".example.org, true",
        "*.example.org, true",
        "'a.b, EXAMPLE.ORG', true",
        "*, true",
        "files.example.org:443, true",
        "files.example.org:8443, false",
        "ample.org, false",
        "org.example, false",
        "10.0.0.0/8, false",
        "'', false"
    })
    void hostsOfNoProxyAreAskedDirectly(String value, boolean isDirect) {
        for (String variable : new String[] {"no_proxy", "NO_PROXY"}) {
            EnvironmentProxies proxies = new EnvironmentProxies(Map.of("https_proxy", "one:1", variable, value));
            assertThat(proxies.of(SECURE) == null).isEqualTo(isDirect);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.200.3.4, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.168.1.7, 192.168.1.7, true",
        "fd00::/8, fd12::1, true",
        "10.0.0.0/8, fd12::1, false",
        "::1, ::1, true",
        "[::1]:443, ::1, true",
        "[::1]:80, ::1, false"
    })
    void rangesOfAddressesAreUnderstood(String entry, String host, boolean matches) {
        assertThat(DirectHost.matches(entry, host, 443)).isEqualTo(matches);
    }
}
