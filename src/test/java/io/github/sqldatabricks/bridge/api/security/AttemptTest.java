package io.github.sqldatabricks.bridge.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Catches a source that gets a new count with each address of its network, and neighbours that share one. */
class AttemptTest {

    @Test
    void addressesOfOneIpv6NetworkAreOneSource() {
        assertThat(Attempt.network("2001:db8:1:2::1")).isEqualTo(Attempt.network("2001:db8:1:2:ffff:a:b:c"));
        assertThat(Attempt.network("2001:db8:1:2::1")).isNotEqualTo(Attempt.network("2001:db8:1:3::1"));
    }

    @Test
    void everyIpv4AddressIsASourceOfItsOwn() {
        assertThat(Attempt.network("192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(Attempt.network("192.0.2.2")).isEqualTo("192.0.2.2");
    }

    @Test
    void whatIsNoAddressIsASourceByItsText() {
        assertThat(Attempt.network("_hidden")).isEqualTo("_hidden");
    }
}
