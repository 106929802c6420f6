package io.github.sqldatabricks.bridge.airbyte.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position;
import io.github.sqldatabricks.bridge.airbyte.state.StreamState.Position.PositionType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Here to catch: a state that does not come back as it was, one of a newer version that is half understood, values in messages. */
class StateJsonTest {

    static List<StreamState> states() {
        Position position = new Position(
                List.of(
                        new Position.Value("a", PositionType.INTEGER, "-5"),
                        new Position.Value("b", PositionType.TIMESTAMP, "2026-01-31T12:00:00.000001Z")),
                Optional.of(List.of("x", "x")));
        StreamState.RefreshId refresh = new StreamState.RefreshId(OptionalLong.of(3), OptionalLong.empty());
        return List.of(
                new StreamState.FullRefresh(refresh, OptionalLong.of(7), Optional.of(position), false),
                new StreamState.FullRefresh(refresh, OptionalLong.empty(), Optional.empty(), true),
                new StreamState.Cursor(
                        "b",
                        OptionalLong.of(2),
                        Optional.of("9"),
                        Optional.of("10"),
                        Optional.of(position),
                        List.of("y", "y")),
                StreamState.Cursor.beginning("b"),
                new StreamState.FeedSnapshot(4, "2026-01-31T12:00:00Z", Optional.empty()),
                new StreamState.FeedChanges(new Position(position.values(), Optional.empty())));
    }

    @ParameterizedTest
    @MethodSource("states")
    void everyStateComesBackAsItWas(StreamState state) {
        assertThat(StateJson.read(StateJson.write(state))).contains(state);
    }

    @Test
    void nothingIsNoState() throws JsonProcessingException {
        assertThat(StateJson.read(new ObjectMapper().readTree("{}"))).isEmpty();
        assertThat(StateJson.read(new ObjectMapper().readTree("null"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{'cursor': {'secret': 1}}",
                "{'a': 'secret', 'b': 'secret'}",
                "{'cursor_field': ['a', 'b'], 'cursor': 'secret'}",
                "{'version': 2, 'mode': 'cursor', 'cursor_field': 'secret'}",
                "{'version': 1, 'mode': 'secret'}",
                "{'version': 1, 'mode': 'cursor'}",
                "{'version': 1, 'mode': 'full_refresh'}",
                "{'version': 1, 'mode': 'change_data_feed'}",
                "{'version': 1, 'mode': 'cursor', 'cursor_field': 'c', 'position': {'values': []}}",
                "{'version': 1, 'mode': 'cursor', 'cursor_field': 'c', 'null_records': 'secret'}",
                "{'version': 1, 'mode': 'cursor', 'cursor_field': 'c',"
                        + " 'position': {'values': [{'column': 'c', 'type': 'integer', 'value': 'secret'}]}}",
                "{'version': 1, 'mode': 'cursor', 'cursor_field': 'c',"
                        + " 'position': {'values': [{'column': 'c', 'type': 'date', 'value': '2026-02-30'}]}}"
            })
    void whatIsNoStateIsRefusedWithoutItsValues(String json) {
        assertThatThrownBy(() -> StateJson.read(new ObjectMapper().readTree(json.replace('\'', '"'))))
                .isInstanceOfSatisfying(BridgeException.InvalidRequest.class, failure -> {
                    assertThat(failure.code()).isEqualTo("invalid-stream-state");
                    assertThat(failure.getMessage())
                            .contains("reset the stream")
                            .doesNotContain("secret");
                });
    }
}
