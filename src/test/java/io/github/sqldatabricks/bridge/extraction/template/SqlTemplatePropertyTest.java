package io.github.sqldatabricks.bridge.extraction.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.model.ParameterValue.Many;
import io.github.sqldatabricks.bridge.model.ParameterValue.Scalar;
import io.github.sqldatabricks.bridge.model.ParameterValue.Text;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Catches: any value, however hostile, that changes the SQL text instead of being bound. */
class SqlTemplatePropertyTest {

    private static final QueryName NAME = new QueryName("q");
    private static final SqlTemplate TEMPLATE = SqlTemplate.parse(
            NAME, "SELECT {v}, N'{v}' /* {v} */ FROM t WHERE a LIKE '%{v}''%' AND b IN ({l}) AND [c}}] = {v} -- {v}");
    private static final String SQL = "SELECT ?, ? /* {v} */ FROM t WHERE a LIKE ? AND b IN (?, ?) AND [c}] = ? -- {v}";

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> pieces = Arbitraries.of(
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
        return Arbitraries.oneOf(
                Arbitraries.strings(), pieces.list().ofMaxSize(8).map(list -> String.join("", list)));
    }

    @Property
    void theTextIsTheSameWhateverTheValues(@ForAll("hostile") String value, @ForAll("hostile") String element) {
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

    @Property
    void anyStringLiteralIsReadAsOne(@ForAll("hostile") String text) {
        String quoted = "'" + text.replace("'", "''").replace("{", "{{").replace("}", "}}") + "'";

        SqlTemplate template = SqlTemplate.parse(NAME, "SELECT " + quoted + ", {v}");

        assertThat(template.parameters()).containsExactly("v");
        assertThat(template.bind(Map.of("v", new Text("x"))).sql())
                .isEqualTo("SELECT '" + text.replace("'", "''") + "', ?");
    }
}
