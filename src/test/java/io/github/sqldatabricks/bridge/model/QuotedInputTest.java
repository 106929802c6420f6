package io.github.sqldatabricks.bridge.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What people sent, in messages. Catches forged lines, and messages as long as what was sent. */
class QuotedInputTest {

    @Test
    void isShortAndOfOneLine() {
        assertThat(QuotedInput.of(null)).isEqualTo("nothing");
        assertThat(QuotedInput.of("  ")).isEqualTo("nothing");
        assertThat(QuotedInput.of(" MERGE ")).isEqualTo("'MERGE'");
        assertThat(QuotedInput.of("a\r\n\u001b[31mb\u202e")).isEqualTo("'a???[31mb?'");
        assertThat(QuotedInput.of("x".repeat(1000))).hasSize(45);
    }
}
