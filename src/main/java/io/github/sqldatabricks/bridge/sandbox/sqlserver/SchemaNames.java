package io.github.sqldatabricks.bridge.sandbox.sqlserver;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL Server's usual collation finds every name by any case of its letters. H2 does so for tables and columns, but finds
 * schemas by their own letters only.
 *
 * @param own of the database's schemas
 */
record SchemaNames(List<String> own) {

    private static final String SELECT = "SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA";

    /** Text and comments, to leave them alone; and names, of which one before a dot or after SCHEMA may be a schema's. */
    private static final Pattern TEXT_OR_NAME = Pattern.compile(
            "'[^']*'|--[^\\n]*|/\\*.*?\\*/"
                    + "|(?<before>\\bSCHEMA\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?)?"
                    + "(?:\\[(?<bracketed>[^\\]]+)\\]|\"(?<quoted>[^\"]+)\"|(?<plain>[\\p{L}_#@][\\p{L}\\p{N}_#@$]*))"
                    + "(?<after>\\s*\\.)?",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final List<String> GROUPS = List.of("bracketed", "quoted", "plain");

    /** Those of the database now. */
    static SchemaNames of(Connection connection) throws SQLException {
        List<String> own = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SELECT)) {
            while (result.next()) {
                own.add(result.getString(1));
            }
        }
        return new SchemaNames(own);
    }

    /** The statement with each schema's name in its own letters. */
    String spelled(String sql) {
        Matcher matcher = TEXT_OR_NAME.matcher(sql);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(spelled(matcher)));
    }

    private String spelled(Matcher found) {
        String before = text(found, "before");
        String after = text(found, "after");
        String name = GROUPS.stream()
                .map(found::group)
                .filter(group -> group != null)
                .findFirst()
                .orElse("");
        if (before.isEmpty() && after.isEmpty()) {
            return found.group();
        }
        return own.stream()
                .filter(schema -> schema.equalsIgnoreCase(name) && !schema.equals(name))
                .findFirst()
                .map(schema -> before + '"' + schema.replace("\"", "\"\"") + '"' + after)
                .orElse(found.group());
    }

    private static String text(Matcher found, String group) {
        return found.group(group) == null ? "" : found.group(group);
    }
}
