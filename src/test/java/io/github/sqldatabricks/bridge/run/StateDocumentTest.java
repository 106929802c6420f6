package io.github.sqldatabricks.bridge.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.load.LoadOrder.LoadId;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catches a generation that no id of a load has digits for, and that would stop the stream for ever. */
class StateDocumentTest {

    /** Programs that know one kind of number write 2.0. */
    @Test
    void aWholeNumberMayHaveAPoint() {
        assertThat(StateDocument.read(json("2.0")).generation()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 1_000_000_000_000L})
    void aGenerationIsOneThatAnIdOfALoadHasDigitsFor(long generation) {
        StateDocument read = StateDocument.read(json(Long.toString(generation)));
        assertThat(read.generation()).isEqualTo(generation);
        assertThat(StateDocument.read(read.json())).isEqualTo(read);
        LoadId next = LoadId.ofGeneration("sales/dbo.orders", Instant.EPOCH, generation + 1);
        assertThat(next).isGreaterThan(LoadId.ofGeneration("sales/dbo.orders", Instant.EPOCH, generation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "1000000000001",
                "281474976710656",
                "9223372036854775807",
                "9223372036854775808",
                "1.5"
            })
    void othersAreRefused(String generation) {
        assertThatThrownBy(() -> StateDocument.read(json(generation)))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo("invalid-state"));
    }

    private static String json(String generation) {
        return """
                {"version": 1, "replication": "sales", "stream": "dbo.orders", "generation": %s,
                 "position": {"version": 1, "generation": 1, "column": "id", "type": "bigint", "value": "7"}}
                """.formatted(generation);
    }
}
