package io.github.sqldatabricks.bridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches an address that looks like this machine, or like an encrypted one, and takes a secret somewhere else. */
class SafeAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://adb-123.4.azuredatabricks.net",
                "https://localhost:8443/x",
                "http://localhost:5000",
                "http://127.0.0.1",
                "http://[::1]:5000/api"
            })
    void encryptedOrToThisMachineIsSafe(String address) {
        assertThat(SafeAddress.is(URI.create(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://adb-123.4.azuredatabricks.net",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "http://localhost@example.com",
                "http://10.0.0.1",
                "http://0.0.0.0",
                "http://[::2]",
                "http://a_b",
                "http:localhost",
                "ftp://localhost",
                "localhost",
                "httpss://example.com"
            })
    void everythingElseIsNot(String address) {
        assertThat(SafeAddress.is(URI.create(address))).isFalse();
    }

    @Test
    void noHostIsNotThisMachine() {
        assertThat(SafeAddress.isThisMachine(null)).isFalse();
    }
}
