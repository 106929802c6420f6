package io.github.sqldatabricks.bridge.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.audit.AuditEvent.AuditDetails;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The line of an event in the log. Catches other field names than the contract's, a value that forges a line or turns it around,
 * texts that are too long for their columns, and errors whose text can quote data.
 */
class AuditLineTest {

    private static final String HOSTILE =
            "a\"}\n{\"event_type\":\"auth_success\"}\r\u2028\u2029\u202e\u0000\u007f\u001b[2J\u0085\ufeff\u0430";

    @Test
    void theLineHasExactlyTheFieldsOfTheContract() throws Exception {
        AuditEvent event = AuditEvent.by("ana", AuditType.SYNC_COMPLETED, "delete", "event:1")
                .from(AuditEvent.Origin.of(Optional.of("secret-token"), Optional.of("10.0.0.1")))
                .with(AuditDetails.builder().put("rows", 12).build());
        JsonNode line = new ObjectMapper().readTree(AuditEntry.of(event).line());
        assertThat(line.fieldNames())
                .toIterable()
                .containsExactly(
                        "timestamp",
                        "event_type",
                        "user_name",
                        "user_token_prefix",
                        "source_ip",
                        "resource",
                        "action",
                        "status",
                        "details",
                        "error");
        assertThat(line.get("timestamp").textValue()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(line.get("details").get("rows").intValue()).isEqualTo(12);
        assertThat(line.get("error").isNull()).isTrue();
        assertThat(line.toString()).doesNotContain("secret");
    }

    @Test
    void noValueForgesALineOrHidesInOne() throws Exception {
        AuditEvent event = AuditEvent.by(HOSTILE, AuditType.AUTH_FAILURE, HOSTILE, HOSTILE)
                .from(AuditEvent.Origin.of(Optional.empty(), Optional.of(HOSTILE)))
                .with(AuditDetails.builder()
                        .put(HOSTILE, List.of(HOSTILE))
                        .put("text", HOSTILE)
                        .build())
                .failed(new AuditEvent.Failure("code", Optional.of(HOSTILE)));
        String line = AuditEntry.of(event).line();
        assertThat(line.chars()).allMatch(character -> character >= ' ' && character < 0x7F);
        JsonNode read = new ObjectMapper().readTree(line);
        assertThat(read.get("event_type").textValue()).isEqualTo("auth_failure");
        assertThat(read.get("user_name").textValue()).isEqualTo(HOSTILE.replace('\u0000', '\uFFFD'));
    }

    @Test
    void nothingIsLongerThanItsColumn() {
        String endless = "x".repeat(1_000_000);
        AuditEntry entry = AuditEntry.of(AuditEvent.by(endless, AuditType.AUTH_FAILURE, endless, endless)
                .from(AuditEvent.Origin.of(Optional.of(endless), Optional.of(endless)))
                .with(AuditDetails.builder()
                        .put("text", endless)
                        .put("texts", Collections.nCopies(10_000, endless))
                        .build())
                .failed(new AuditEvent.Failure(endless, Optional.of(endless))));
        assertThat(entry.user().orElseThrow()).hasSize(256);
        assertThat(entry.resource()).hasSize(512);
        assertThat(entry.action()).hasSize(64);
        assertThat(entry.sourceIp().orElseThrow()).hasSize(64);
        assertThat(entry.tokenPrefix().orElseThrow()).hasSize(8);
        assertThat(entry.errorCode().orElseThrow()).hasSize(64);
        assertThat(entry.errorText().orElseThrow()).hasSize(2000);
        assertThat(entry.details()).contains("\"texts_omitted\":9993");
        assertThat(entry.line().length()).isLessThan(16_000);
    }

    @Test
    void onlyErrorsWhoseTextQuotesNoDataKeepIt() {
        assertThat(AuditEvent.Failure.of(new BridgeException.RemotePermanent(
                        ErrorCode.SQLSERVER_INVALID_VALUE, "'4111 1111' is no int")))
                .hasToString("sqlserver-invalid-value");
        assertThat(AuditEvent.Failure.of(
                        new BridgeException.InvalidRequest(ErrorCode.INVALID_PARAMETER, "'secret' is no date")))
                .hasToString("invalid-parameter");
        assertThat(AuditEvent.Failure.of(
                        new BridgeException.NotAllowed(ErrorCode.READ_NOT_ALLOWED, "ana may not read dbo.t")))
                .hasToString("read-not-allowed: ana may not read dbo.t");
    }
}
