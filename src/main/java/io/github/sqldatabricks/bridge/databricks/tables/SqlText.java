package io.github.sqldatabricks.bridge.databricks.tables;

/** Text in statements, where no marker may stand. */
final class SqlText {

    private SqlText() {}

    /** @see <a href="https://docs.databricks.com/aws/en/sql/language-manual/data-types/string-type">String literals</a> */
    static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
