package io.github.sqldatabricks.bridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches digests that differ from those of other programs, and lists of parts that share one key. */
class HashesTest {

    /** {@code printf 'Zürich' | sha256sum}. */
    private static final String OF_ZURICH = "4251685e06cab635578c72b1f5f221e9840a05ac4d8f2404be4177aa87f9907d";

    /** NIST's example of one block for FIPS 180-4. */
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void theDigestIsThatOfTheStandard() {
        assertThat(HexFormat.of().formatHex(Hashes.sha256("abc"))).isEqualTo(OF_ABC);
        assertThat(Hashes.sha256("abc".getBytes(StandardCharsets.US_ASCII))).isEqualTo(Hashes.sha256("abc"));
    }

    @Test
    void textIsUtf8WhateverTheMachine() {
        assertThat(HexFormat.of().formatHex(Hashes.sha256("Z\u00fcrich"))).isEqualTo(OF_ZURICH);
    }

    @Test
    void partsDoNotRunIntoEachOther() {
        List<String> keys = List.of(
                Hashes.of("a", "b"), Hashes.of("ab"), Hashes.of("ab", ""), Hashes.of("", "ab"), Hashes.of("1:a", "b"));
        assertThat(keys).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{64}"));
    }
}
