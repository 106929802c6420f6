package io.github.sqldatabricks.bridge.messaging.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.EventId;
import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.Lease;
import io.github.sqldatabricks.bridge.model.QueryName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The text of messages. Catches a message that is misunderstood, and poison that is taken for a passing failure. */
class WorkMessageTest {

    @Test
    void aMessageIsReadAsItWasWritten() {
        Lease lease = new Lease(JobId.random(), new QueryName("orders"), 7);
        assertThat(WorkMessage.lease(WorkMessage.of(lease))).isEqualTo(lease);
        assertThat(WorkMessage.event(WorkMessage.of(new EventId("e-1")))).isEqualTo(new EventId("e-1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "{} {}",
                "[]",
                "null",
                "{\"job\":\"a\",\"query\":\"q\",\"fence\":1}",
                "{\"version\":2,\"job\":\"00000000-0000-0000-0000-000000000000\",\"query\":\"q\",\"fence\":1}",
                "{\"version\":\"1\",\"job\":\"00000000-0000-0000-0000-000000000000\",\"query\":\"q\",\"fence\":1}",
                "{\"version\":1,\"job\":\"../x\",\"query\":\"q\",\"fence\":1}",
                "{\"version\":1,\"job\":1,\"query\":\"q\",\"fence\":1}",
                "{\"version\":1,\"job\":\"00000000-0000-0000-0000-000000000000\",\"query\":\"a b\",\"fence\":1}",
                "{\"version\":1,\"job\":\"00000000-0000-0000-0000-000000000000\",\"query\":\"q\"}",
                "{\"version\":1,\"job\":\"00000000-0000-0000-0000-000000000000\",\"query\":\"q\",\"fence\":\"1\"}"
            })
    void whatIsNoMessageIsPoison(String text) {
        assertThatThrownBy(() -> WorkMessage.lease(text)).isInstanceOf(PoisonMessage.class);
        assertThatThrownBy(() -> WorkMessage.event(text)).isInstanceOf(PoisonMessage.class);
    }
}
