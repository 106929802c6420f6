package io.github.sqldatabricks.bridge.databricks.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.databricks.events.EventsTableSql.Shape;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.sync.EventDraft;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catches conditions that delete other rows than were meant, because a digit or a field of them got lost, and a row that can't be
 * read and is not called malformed, so that it stops all rows behind it.
 */
class EventRowReaderTest {

    private final EventRowReader reader = new EventRowReader(new Shape(Map.of()));

    private EventDraft read(String column, String json) {
        return reader.read(Map.of(column, json));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12345678901234567890.123456789",
                "0.1000000000000000055511151231257827",
                "-7",
                "9223372036854775808"
            })
    void noDigitOfAConditionIsLost(String number) {
        assertThat(read("filter_conditions", "{\"n\": " + number + "}").filterConditions())
                .isEqualTo(Map.of("n", Optional.of(number)));
        assertThat(read("metadata", "{\"filter_conditions\": {\"n\": " + number + "}}")
                        .filterConditions())
                .isEqualTo(Map.of("n", Optional.of(number)));
        assertThat(read("metadata", "{\"n\": " + number + "}").metadata()).isEqualTo(Map.of("n", number));
    }

    @Test
    void numbersAreWrittenWithoutAnExponent() {
        assertThat(read("filter_conditions", "{\"n\": 1.5E3, \"m\": 25e-1}").filterConditions())
                .isEqualTo(Map.of("n", Optional.of("1500"), "m", Optional.of("2.5")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"n\": 1e999}",
                "{\"n\": 1e999999999}",
                "{\"n\": -1e-999999999}",
                "{\"n\": 1e99999999999}",
                "{\"n\": 1, \"n\": 2}",
                "{\"n\": 1} {\"m\": 2}",
                "{\"n\": NaN}",
                "{\"n\": ",
                "[1]"
            })
    void whatCanNotBeTakenLiterallyMakesTheRowMalformed(String json) {
        assertMalformed("filter_conditions", json);
        assertMalformed("metadata", json);
        assertMalformed("metadata", "{\"filter_conditions\": " + json + "}");
    }

    private void assertMalformed(String column, String json) {
        assertThatThrownBy(() -> read(column, json))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        e -> assertThat(e.code()).isEqualTo("invalid-field"));
    }
}
