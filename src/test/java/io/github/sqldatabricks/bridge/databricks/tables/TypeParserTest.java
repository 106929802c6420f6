package io.github.sqldatabricks.bridge.databricks.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.DataType;
import io.github.sqldatabricks.bridge.model.DataType.ArrayOf;
import io.github.sqldatabricks.bridge.model.DataType.Field;
import io.github.sqldatabricks.bridge.model.DataType.MapOf;
import io.github.sqldatabricks.bridge.model.DataType.StructOf;
import io.github.sqldatabricks.bridge.model.DataType.TextOnly;
import io.github.sqldatabricks.bridge.model.DataType.Variant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Types as Unity Catalog tells them. Catches a type of Databricks that is taken for another one, parts that get lost, and text
 * that can't be read being guessed at.
 */
class TypeParserTest {

    private static final DataType INT = new ColumnType.Int32();
    private static final DataType TEXT = new ColumnType.Text();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "boolean|Bool[]",
                "tinyint|Int16[]",
                "byte|Int16[]",
                "smallint|Int16[]",
                "int|Int32[]",
                "integer|Int32[]",
                "BIGINT|Int64[]",
                "long|Int64[]",
                "float|Float32[]",
                "double|Float64[]",
                "decimal(38,18)|Decimal[precision=38, scale=18]",
                "DECIMAL(5)|Decimal[precision=5, scale=0]",
                "decimal|Decimal[precision=10, scale=0]",
                "string|Text[]",
                "string collate UNICODE_CI|Text[]",
                "char(3)|Text[]",
                "varchar(65535)|Text[]",
                "binary|Bytes[]",
                "date|Date[]",
                "timestamp|Instant[fractionDigits=6]",
                "timestamp_ntz|LocalTimestamp[fractionDigits=6]"
            })
    void aTypeWithoutPartsIsOneOfTheSharedVocabulary(String name, String expected) {
        assertThat(TypeParser.sql(name)).isInstanceOf(ColumnType.class).hasToString(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "interval year to month",
                "interval day to second",
                "interval hour",
                "void",
                "geometry(4326)",
                "geography(4326)",
                "object",
                "something new"
            })
    void whatHasNoOtherFormIsText(String name) {
        assertThat(TypeParser.sql(name)).isEqualTo(new TextOnly(name));
    }

    @Test
    void partsAreReadHoweverDeepTheyAre() {
        assertThat(TypeParser.sql("array<map<string,struct<a: int, `odd,:``name`:array<decimal(10,2)>>>>"))
                .isEqualTo(new ArrayOf(new MapOf(
                        TEXT,
                        new StructOf(List.of(
                                new Field("a", INT),
                                new Field("odd,:`name", new ArrayOf(new ColumnType.Decimal(10, 2))))))));
        assertThat(TypeParser.sql("STRUCT<Name:STRING,v:VARIANT,i:INTERVAL DAY TO SECOND>"))
                .isEqualTo(new StructOf(List.of(
                        new Field("Name", TEXT),
                        new Field("v", new Variant()),
                        new Field("i", new TextOnly("interval day to second")))));
        assertThat(TypeParser.sql("struct<>")).isEqualTo(new StructOf(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"array<int", "struct<a>", "map<string>", "array<int>>", "struct<`a:int>", ""})
    void whatCannotBeReadIsTextAndNeverAnotherType(String text) {
        assertThat(TypeParser.sql(text)).isInstanceOf(TextOnly.class);
    }

    @Test
    void sparksJsonTellsTheSame() {
        assertThat(
                        TypeParser.json(
                                "{\"name\":\"c\",\"type\":{\"type\":\"struct\",\"fields\":[{\"name\":\"a b\",\"type\":\"integer\","
                                        + "\"nullable\":true,\"metadata\":{}},{\"name\":\"m\",\"type\":{\"type\":\"map\",\"keyType\":\"string\","
                                        + "\"valueType\":{\"type\":\"array\",\"elementType\":\"variant\",\"containsNull\":true},"
                                        + "\"valueContainsNull\":true},\"nullable\":true,\"metadata\":{}}]},\"nullable\":true,\"metadata\":{}}"))
                .contains(new StructOf(
                        List.of(new Field("a b", INT), new Field("m", new MapOf(TEXT, new ArrayOf(new Variant()))))));
        assertThat(TypeParser.json("\"long\"")).contains(new ColumnType.Int64());
        assertThat(TypeParser.json("{\"type\":\"struct\",\"fields\":[]}")).contains(new StructOf(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1]", "7"})
    void jsonThatIsNoTypeIsNone(String json) {
        assertThat(TypeParser.json(json)).isEqualTo(Optional.empty());
    }

    @Test
    void keysThatSparkWouldWriteInAnInnerFormBecomeText() {
        DataType date = new ColumnType.Date();

        assertThat(ReadExpression.json(new MapOf(TEXT, INT), "`m`")).startsWith("to_json(`m`, map(");
        assertThat(ReadExpression.json(new MapOf(date, INT), "`m`"))
                .startsWith("to_json(transform_keys(`m`, (k0, v0) -> CAST(k0 AS STRING)), map(");
        assertThat(ReadExpression.json(
                        new StructOf(List.of(new Field("it's", new ArrayOf(new MapOf(date, INT))))), "`s`"))
                .startsWith("to_json(if(`s` IS NULL, NULL, named_struct('it\\'s', transform(`s`.`it's`, v1 ->"
                        + " transform_keys(v1, (k2, v2) -> CAST(k2 AS STRING))))), map(");
        assertThat(ReadExpression.json(new Variant(), "`v`")).isEqualTo("to_json(`v`)");
    }
}
