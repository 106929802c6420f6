package io.github.sqldatabricks.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.audit.AuditChain.AuditPosition;
import io.github.sqldatabricks.bridge.audit.AuditChain.AuditRecord;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The hash of a record, compared with values that another program (Python's hashlib and hmac) made by the specification. Catches a
 * format that changes silently, so that records of before do not verify, and keys that are accepted or shown though they are none.
 */
class AuditChainTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final AuditEntry ENTRY = new AuditEntry(
            "0b8f6a52-5d3e-4f43-9a45-8c8f1f3d1f00",
            Instant.parse("2026-11-21T10:23:18.120Z"),
            "permission_denied",
            Optional.of("\u00d1and\u00fa"),
            Optional.empty(),
            Optional.of("10.0.0.7"),
            "job:1",
            "extract",
            "denied",
            "{\"rows\":1}",
            Optional.of("read-not-allowed"),
            Optional.of(""));

    @Test
    void theHashIsThatOfTheSpecification() {
        AuditRecord first = AuditChain.of(Optional.empty()).next(AuditPosition.START, ENTRY);
        assertThat(first.hash()).isEqualTo("c925505ce9ff55875e5f376d468037c2b05e29b27557cfa0631de75c7b52caae");
        AuditRecord keyed = AuditChain.of(Optional.of(KEY)).next(AuditPosition.START, ENTRY);
        assertThat(keyed.hash()).isEqualTo("283f02295c3600c2e77bdccf4b8ccf06aef69d8b557c710d996a4a25de40ff6b");
    }

    @Test
    void aTextThatIsEmptyIsNotOneThatIsAbsent() {
        AuditEntry absent = new AuditEntry(
                ENTRY.id(),
                ENTRY.timestamp(),
                ENTRY.type(),
                ENTRY.user(),
                ENTRY.tokenPrefix(),
                ENTRY.sourceIp(),
                ENTRY.resource(),
                ENTRY.action(),
                ENTRY.status(),
                ENTRY.details(),
                ENTRY.errorCode(),
                Optional.empty());
        AuditChain chain = AuditChain.of(Optional.empty());
        assertThat(chain.next(AuditPosition.START, absent).hash())
                .isNotEqualTo(chain.next(AuditPosition.START, ENTRY).hash());
    }

    @Test
    void aKeyIs32BytesInBase64AndIsNeverShown() {
        for (String wrong : new String[] {"", "secret!", "c2hvcnQ="}) {
            assertThatThrownBy(() -> AuditChain.of(Optional.of(wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("openssl rand -base64 32")
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("c2hvcnQ");
        }
    }

    @Test
    void aCheckpointIsReadAsItIsWritten() {
        AuditPosition position =
                AuditChain.of(Optional.empty()).next(AuditPosition.START, ENTRY).position();
        assertThat(AuditPosition.parse(position.toString())).isEqualTo(position);
        assertThatThrownBy(() -> AuditPosition.parse("1:abc")).isInstanceOf(BridgeException.InvalidRequest.class);
    }
}
