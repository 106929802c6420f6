package io.github.sqldatabricks.bridge.operator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.operator.query.Partitioning.QueryPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Catches parts that overlap or leave a gap, a value that is pasted, and settings that would be guessed. */
class PartitioningTest {

    private static List<QueryPartition> parts(DataType type, String lower, String upper, String count) {
        Map<String, String> options = new HashMap<>();
        options.put("query", "SELECT * FROM dbo.t -- all");
        options.put("partition-column", "Key");
        options.put("lower-bound", lower);
        options.put("upper-bound", upper);
        options.put("num-partitions", count);
        options.values().removeIf(value -> value == null);
        return Partitioning.of(QueryOptions.of(options), new StructType().add("key", type));
    }

    @Test
    void withoutAColumnTheQueryIsReadAsItIs() {
        QueryOptions options = QueryOptions.of(Map.of("query", "SELECT 1 AS a ORDER BY a"));
        assertThat(Partitioning.of(options, new StructType()))
                .containsExactly(new QueryPartition("SELECT 1 AS a ORDER BY a", List.of()));
    }

    @Test
    void partsMeetAndTheFirstHasTheNulls() {
        String query = "SELECT * FROM (\nSELECT * FROM dbo.t -- all\n) AS bridge_query WHERE ";
        assertThat(parts(DataTypes.IntegerType, "0", "30", "3"))
                .containsExactly(
                        new QueryPartition(query + "[key] <= CAST(? AS bigint) OR [key] IS NULL", List.of("10")),
                        new QueryPartition(
                                query + "[key] > CAST(? AS bigint) AND [key] <= CAST(? AS bigint)",
                                List.of("10", "20")),
                        new QueryPartition(query + "[key] > CAST(? AS bigint)", List.of("20")));
    }

    @Test
    void aRangeOfFewValuesHasFewParts() {
        assertThat(parts(DataTypes.LongType, "7", "8", "100")).hasSize(2);
        assertThat(parts(DataTypes.LongType, "-9223372036854775808", "9223372036854775807", "4"))
                .extracting(QueryPartition::values)
                .containsExactly(
                        List.of("-4611686018427387905"),
                        List.of("-4611686018427387905", "-1"),
                        List.of("-1", "4611686018427387903"),
                        List.of("4611686018427387903"));
        assertThat(parts(DataTypes.LongType, "1", "100", "1"))
                .containsExactly(new QueryPartition("SELECT * FROM dbo.t -- all", List.of()));
    }

    @Test
    void datesTimesAndDecimalsAreDividedInTheirOwnTypes() {
        assertThat(parts(DataTypes.DateType, "2024-01-01", "2024-01-11", "2"))
                .allSatisfy(part -> assertThat(part.sql()).contains("CAST(? AS date)"))
                .extracting(QueryPartition::values)
                .containsOnly(List.of("2024-01-06"));
        assertThat(parts(DataTypes.TimestampNTZType, "2024-01-01", "2024-01-02 00:00:00.000002", "2"))
                .allSatisfy(part -> assertThat(part.sql()).contains("CAST(? AS datetime2(6))"))
                .extracting(QueryPartition::values)
                .containsOnly(List.of("2024-01-01T12:00:00.000001"));
        assertThat(parts(DataTypes.TimestampType, "2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z", "2"))
                .allSatisfy(part -> assertThat(part.sql()).contains("CAST(? AS datetimeoffset(6))"))
                .extracting(QueryPartition::values)
                .containsOnly(List.of("2024-01-02T00:00:00.000000+00:00"));
        assertThat(parts(DataTypes.createDecimalType(10, 2), "0", "0.03", "3"))
                .extracting(QueryPartition::values)
                .contains(List.of("0.01", "0.02"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 2",
        "2, 1, 2",
        "1, 2, 0",
        "1, 2, 10001",
        "1, 2, many",
        "one, 2, 2",
        "1, 2.5, 2",
        ", 2, 2",
        "1, , 2",
        "1, 2,"
    })
    void boundsThatAreNoneAreRefused(String lower, String upper, String count) {
        assertThatThrownBy(() -> parts(DataTypes.IntegerType, lower, upper, count))
                .isInstanceOfSatisfying(
                        BridgeException.InvalidRequest.class,
                        refused -> assertThat(refused.code()).isEqualTo("invalid-setting"));
    }

    @Test
    void aColumnThatCannotBeDividedIsRefused() {
        assertThatThrownBy(() -> parts(DataTypes.StringType, "a", "b", "2"))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("STRING");
        Map<String, String> options = Map.of(
                "query", "q", "partition-column", "x", "lower-bound", "1", "upper-bound", "2", "num-partitions", "2");
        assertThatThrownBy(() ->
                        Partitioning.of(QueryOptions.of(options), new StructType().add("key", DataTypes.LongType)))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("partition-column");
    }

    @Test
    void optionsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> QueryOptions.of(Map.of("query", "q", "dbtable", "t")))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining("dbtable");
        assertThatThrownBy(() -> QueryOptions.of(Map.of("host", "h"))).hasMessageContaining("query");
    }
}
