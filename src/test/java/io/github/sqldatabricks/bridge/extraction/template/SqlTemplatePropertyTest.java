package io.github.sqldatabricks.bridge.extraction.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.extraction.template.SqlTemplate.BoundStatement;
import io.github.sqldatabricks.bridge.model.ParameterValue.Many;
import io.github.sqldatabricks.bridge.model.ParameterValue.Scalar;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.testing.RandomTries;
import io.github.sqldatabricks.bridge.testing.RandomValues;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Catches: any value, however hostile, that changes the SQL text instead of being bound. */
class SqlTemplatePropertyTest {

    private static final QueryName NAME = new QueryName("q");
    private static final SqlTemplate TEMPLATE = SqlTemplate.parse(
            NAME, "SELECT {v}, N'{v}' /* {v} */ FROM t WHERE a LIKE '%{v}''%' AND b IN ({l}) AND [c}}] = {v} -- {v}");
    private static final String SQL = "SELECT ?, ? /* {v} */ FROM t WHERE a LIKE ? AND b IN (?, ?) AND [c}] = ? -- {v}";

    private static final List<String> PIECES = List.of(
            "'",
            "''",
            "\"",
            "]",
            "[",
            "--",
            "/*",
            "*/",
            ";",
            "{",
            "}",
            "{{",
            "{v}",
            "?",
            "\n",
            "\0",
            "DROP TABLE t",
            "\\",
            "\u2019",
            "x");

    private static final int TRIES = 1000;
    private static final int UNITS = 255;

    private static String hostile(RandomValues values) {
        return values.chance(0.5) ? values.units(UNITS) : String.join("", values.list(8, () -> values.of(PIECES)));
    }

    @Test
    void theTextIsTheSameWhateverTheValues() {
        RandomTries.of(TRIES, values -> assertBound(hostile(values), hostile(values)));
    }

    private static void assertBound(String value, String element) {
        List<Scalar> list = List.of(new Text(element), new Text("z"));

        BoundStatement bound = TEMPLATE.bind(Map.of("v", new Text(value), "l", new Many(list)));

        assertThat(bound.sql()).isEqualTo(SQL);
        assertThat(bound.parameters())
                .containsExactly(
                        new Text(value),
                        new Text(value),
                        new Text("%" + value + "'%"),
                        new Text(element),
                        new Text("z"),
                        new Text(value));
    }

    @Test
    void anyStringLiteralIsReadAsOne() {
        RandomTries.of(TRIES, values -> assertReadAsOne(hostile(values)));
    }

    private static void assertReadAsOne(String text) {
        String quoted = "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'";

        SqlTemplate template = SqlTemplate.parse(NAME, "SELECT " + quoted + ", {v}");

        assertThat(template.parameters()).containsExactly("v");
        assertThat(template.bind(Map.of("v", new Text("x"))).sql())
                .isEqualTo("SELECT '" + text.replace("'", "''") + "', ?");
    }
}
