package io.github.sqldatabricks.bridge.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sqldatabricks.bridge.load.LoadMode.Slices;
import io.github.sqldatabricks.bridge.load.LoadSettings.TableOptions;
import io.github.sqldatabricks.bridge.load.SchemaContract.Rule;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What requests and templates say of loads. Catches a field that is misspelt or means nothing and goes unnoticed. */
class LoadSpecTest {

    private static final QueryName ORDERS = new QueryName("orders");

    @Test
    void aTemplateAndARequestSayTheSameInTheirOwnWords() {
        LoadSpec text = LoadSpec.ofText(Map.ofEntries(
                Map.entry("target", "main.sales.{query}"),
                Map.entry("mode", "replace-where"),
                Map.entry("slices", "region north,  south"),
                Map.entry("contract.columns", "discard"),
                Map.entry("limits.deleted_rows", "10"),
                Map.entry("limits.deleted_percent", "5"),
                Map.entry("limits.shrink_percent", "20"),
                Map.entry("comment", "All orders"),
                Map.entry("column_comments.id", "the key"),
                Map.entry("properties.delta.enableChangeDataFeed", "true"),
                Map.entry("cluster_by", "region, id")));
        LoadSpec json = of("""
                {"target": "main.sales.{query}", "mode": "replace-where",
                 "slices": {"column": "region", "values": ["north", "south"]}, "contract": {"columns": "discard"},
                 "limits": {"deleted_rows": 10, "deleted_percent": 5, "shrink_percent": 20}, "comment": "All orders",
                 "column_comments": {"id": "the key"}, "properties": {"delta.enableChangeDataFeed": "true"},
                 "cluster_by": ["region", "id"]}""");

        assertThat(settings(text))
                .isEqualTo(settings(json))
                .isEqualTo(new LoadSettings(
                        new UnityTable("main", "sales", "orders"),
                        new LoadMode.ReplaceWhere(
                                new Slices.Values("region", List.of(Optional.of("north"), Optional.of("south")))),
                        new SchemaContract(Rule.EVOLVE, Rule.DISCARD, Rule.EVOLVE),
                        new LoadLimits(OptionalLong.of(10), OptionalInt.of(5), OptionalInt.of(20)),
                        new TableOptions(
                                Optional.of("All orders"),
                                Map.of("id", "the key"),
                                Map.of("delta.enableChangeDataFeed", "true"),
                                List.of("region", "id"))));
    }

    @Test
    void aRequestWinsOverATemplateAndAQuerysOwnFieldsOverThoseForAll() {
        LoadSpec template = LoadSpec.ofText(Map.of(
                "target", "main.a.{query}", "mode", "merge", "keys", "id", "newest_by", "changed", "comment", "c"));
        LoadSpec request = of("""
                {"target": "main.b.{query}", "queries": {"orders": {"keys": ["a", "b"]}, "customers": {"mode": "append"}}}""");

        assertThat(settings(request.forQuery(ORDERS, template)))
                .isEqualTo(new LoadSettings(
                        new UnityTable("main", "b", "orders"),
                        new LoadMode.Merge(List.of("a", "b"), Optional.of("changed")),
                        SchemaContract.EVOLVE,
                        LoadLimits.NONE,
                        new TableOptions(Optional.of("c"), Map.of(), Map.of(), List.of())));
        assertThat(settings(request.forQuery(new QueryName("customers"), template))
                        .mode())
                .as("another mode has no keys")
                .isEqualTo(new LoadMode.Append());
        assertThat(request.only(ORDERS).forQuery(ORDERS, template)).isEqualTo(request.forQuery(ORDERS, template));
    }

    /** A job keeps of a request what concerns one query, and reads the template anew. */
    @Test
    void whatIsKeptOfARequestForOneQueryMeansTheSame() {
        LoadSpec template =
                LoadSpec.ofText(Map.of("target", "main.sales.t", "mode", "replace-where", "slices", "country bolivia"));
        LoadSpec request = of(
                "{\"mode\": \"merge\", \"keys\": [\"id\"], \"queries\": {\"q\": {\"mode\": \"replace-where\"}, \"r\": {\"mode\": \"append\"}}}");
        for (String name : List.of("q", "r", "s")) {
            QueryName query = new QueryName(name);
            LoadSpec kept = request.only(query);
            assertThat(kept.forQuery(query, template)).isEqualTo(request.forQuery(query, template));
            assertThat(LoadSpec.of(kept.json()).only(query)).isEqualTo(kept);
            assertThat(kept.queries()).isEqualTo(name.equals("s") ? Set.of() : Set.of(name));
        }
        assertThat(request.only(new QueryName("q"))
                        .forQuery(new QueryName("q"), template)
                        .toString())
                .doesNotContain("slices");
        assertThat(LoadSpec.NONE.only(new QueryName("q"))).isEqualTo(LoadSpec.NONE);
    }

    @Test
    void placeholdersAreFilled() {
        LoadSpec period = LoadSpec.ofText(Map.of(
                "target", "{country}.s.{query}", "mode", "replace-where", "period", "day {from_date} 2026-02-01"));
        assertThat(settings(period))
                .returns(new UnityTable("bolivia", "s", "orders"), LoadSettings::target)
                .returns(
                        new LoadMode.ReplaceWhere(new Slices.Period("day", "2026-01-01", "2026-02-01")),
                        LoadSettings::mode);
        LoadSpec slices = of("""
                {"target": "a.b.c", "mode": "replace-where", "slices": {"column": "c", "values": ["{country}", 7, null, true]}}""");
        assertThat(settings(slices).mode())
                .isEqualTo(new LoadMode.ReplaceWhere(new Slices.Values(
                        "c",
                        List.of(Optional.of("bolivia"), Optional.of("7"), Optional.empty(), Optional.of("true")))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    []|to be an object
                    {"targets": "a.b.c"}|fields of a load
                    {"target": 1}|load.target to be a text
                    {"target": " "}|load.target to be a text
                    {"keys": "id"}|load.keys to be a list of texts
                    {"keys": [null]}|load.keys to be a list of texts
                    {"limits": 1}|load.limits to be an object
                    {"limits": {"shrink": 1}}|'limits.shrink'
                    {"limits": {"shrink_percent": 1.5}}|a whole number
                    {"slices": {"values": [{}]}}|a list of texts, numbers
                    {"contract": ["evolve"]}|load.contract to be a text
                    {"properties": {"a": 1}}|an object with texts
                    {"queries": []}|load.queries to be an object
                    {"queries": {"a": {"queries": {}}}}|each of load.queries
                    {"queries": {"a": {"mood": "merge"}}}|'mood'
                    {"target": "a.b.c"}|load.mode to be replace, append
                    {"target": "a.b.c", "mode": "upsert"}|got 'upsert'
                    {"target": "b.c", "mode": "replace"}|a table like
                    {"target": "a.b.{country}{x}", "mode": "replace"}|got '{x}'
                    {"target": "a.b.c", "mode": "merge"}|columns of the key
                    {"target": "a.b.c", "mode": "replace", "keys": ["id"]}|[keys] with mode merge only
                    {"target": "a.b.c", "mode": "merge", "keys": ["id"], "slices": {"column": "a", "values": [1]}}|[slices] with mode
                    {"target": "a.b.c", "mode": "replace-where"}|either a period
                    {"target": "a.b.c", "mode": "replace-where", "period": {"column": "a", "from": 1}}|load.period to have a to
                    {"target": "a.b.c", "mode": "replace-where", "slices": {"column": "a", "values": []}}|1 to 5000
                    {"target": "a.b.c", "mode": "replace-where", "slices": {"column": "a", "values": ["{secret}"]}}|got '{secret}'
                    {"target": "a.b.c", "mode": "append", "contract": "strict"}|got 'strict'
                    {"target": "a.b.c", "mode": "append", "contract": {"types": "discard"}}|only columns
                    {"target": "a.b.c", "mode": "append", "limits": {"shrink_percent": 101}}|from 0 to 100
                    {"target": "a.b.c", "mode": "append", "limits": {"deleted_rows": -1}}|0 or more
                    {"target": "a.b.c", "mode": "append", "limits": {"deleted_percent": 4294967296}}|from 0 to 100
                    {"target": "a.b.c", "mode": "append", "properties": {"a'b": "1"}}|properties like
                    {"target": "a.b.c", "mode": "append", "properties": {"bridge.fence": "1"}}|properties like
                    {"target": "a.b.c", "mode": "append", "properties": {"owner": "me"}}|properties like
                    {"target": "a.b.c", "mode": "append", "cluster_by": ["a", "b", "c", "d", "e"]}|at most 4
                    """)
    void whatIsWrongIsNamed(String json, String message) {
        assertThatThrownBy(() -> settings(of(json)))
                .isInstanceOf(BridgeException.InvalidRequest.class)
                .hasMessageContaining(message);
    }

    private static LoadSettings settings(LoadSpec spec) {
        Map<String, String> values = Map.of("country", "bolivia", "query", "orders", "from_date", "2026-01-01");
        return spec.settings(
                Map.of("country", "bolivia", "query", "orders"), name -> Optional.ofNullable(values.get(name)));
    }

    private static LoadSpec of(String json) {
        try {
            return LoadSpec.of(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }
}
