package io.github.sqldatabricks.bridge.airbyte.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.sqldatabricks.bridge.testing.PublishedModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Catches a message that Airbyte's own models refuse, so that our reading of the protocol can't be wrong alone. */
class PublishedModelsTest {

    private static final String RECORD =
            "{\"type\":\"RECORD\",\"record\":{\"namespace\":\"a\",\"stream\":\"b\",\"data\":{\"c\":null},"
                    + "\"emitted_at\":1,\"meta\":{\"changes\":[{\"field\":\"c\",\"change\":\"NULLED\",\"reason\":\"SOURCE_SERIALIZATION_ERROR\"}]}}}\n";

    @BeforeAll
    static void needsTheModels() {
        assumeTrue(
                PublishedModels.areThere(),
                "SKIPPED: no airbyte-protocol-models-pdv2 for python3; pip install --target, and set BRIDGE_TEST_AIRBYTE_MODELS");
    }

    @Test
    void theyAcceptEveryMessage() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        MessageSink sink = new MessageSink(output, Clock.systemUTC());
        MessageSinkTest.everyMessage().forEach(sink::write);
        String lines = output.toString(StandardCharsets.UTF_8);
        assertThat(PublishedModels.check(lines + RECORD)).isEqualTo("0 problems");
    }

    @Test
    void theyAreReallyAsked() {
        assertThat(PublishedModels.check("{\"type\":\"STATE\"}\n" + RECORD.replace("NULLED", "CHANGED")))
                .contains("line 1", "line 2", "2 problems");
    }
}
