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
 * Brings T-SQL that H2's MSSQLServer mode does not know to what it knows. Text in quotes and comments stays as it is.
 */
final class SandboxSql {

    private static final Pattern KEPT_OR_CODE = Pattern.compile(
            "'[^']*'|\\[(?:[^\\]]|\\]\\])*\\]|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/|[^'\\[\"/-]+|.", Pattern.DOTALL);

    /** A rewriting of code outside of quotes. */
    private record Rule(Pattern pattern, String replacement) {
        Rule(String pattern, String replacement) {
            this(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), replacement);
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule("\\bCOUNT_BIG\\s*\\(", "COUNT("),
            new Rule("\\bIIF\\s*\\(", "CASEWHEN("),
            new Rule("\\bEOMONTH\\s*\\(", "LAST_DAY("),
            new Rule("\\bDATEPART\\s*\\(\\s*(\\w+)\\s*,", "EXTRACT($1 FROM "),
            new Rule("\\bSYSDATETIME\\s*\\(\\s*\\)", "CAST(LOCALTIMESTAMP AS timestamp(6))"),
            new Rule("\\b(SYSUTCDATETIME|GETUTCDATE)\\s*\\(\\s*\\)", "CAST(LOCALTIMESTAMP AS timestamp(3))"),
            new Rule("\\bSYSDATETIMEOFFSET\\s*\\(\\s*\\)", "CURRENT_TIMESTAMP"),
            new Rule("\\bOPTION\\s*\\(.*\\)\\s*;?\\s*$", ""));

    private static final String SCHEMAS = "SELECT SCHEMA_NAME FROM INFORMATION_SCHEMA.SCHEMATA";

    /** Text and comments, to leave them alone; and names, of which one before a dot or after SCHEMA may be a schema's. */
    private static final Pattern TEXT_OR_NAME = Pattern.compile(
            "'[^']*'|--[^\\n]*|/\\*.*?\\*/"
                    + "|(?<before>\\bSCHEMA\\s+(?:IF\\s+(?:NOT\\s+)?EXISTS\\s+)?)?"
                    + "(?:\\[(?<bracketed>[^\\]]+)\\]|\"(?<quoted>[^\"]+)\"|(?<plain>[\\p{L}_#@][\\p{L}\\p{N}_#@$]*))"
                    + "(?<after>\\s*\\.)?",
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private static final List<String> GROUPS = List.of("bracketed", "quoted", "plain");

    private SandboxSql() {}

    /** The same statement for H2, in the database of this connection. */
    static String fromTransactSql(String sql, Connection connection) throws SQLException {
        StringBuilder rewritten = new StringBuilder();
        Matcher matcher = KEPT_OR_CODE.matcher(sql);
        while (matcher.find()) {
            String part = matcher.group();
            rewritten.append(isKept(part) ? name(part) : rewrite(part));
        }
        return spelled(rewritten.toString(), schemas(connection));
    }

    /** H2 knows no {@code ]]} within brackets; within quotes it knows every name. */
    private static String name(String part) {
        if (!part.startsWith("[") || !part.contains("]]")) {
            return part;
        }
        String name = part.substring(1, part.length() - 1).replace("]]", "]");
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static boolean isKept(String part) {
        return part.startsWith("'")
                || part.startsWith("[")
                || part.startsWith("\"")
                || part.startsWith("--")
                || part.startsWith("/*");
    }

    private static String rewrite(String code) {
        String rewritten = code;
        for (Rule rule : RULES) {
            rewritten = rule.pattern.matcher(rewritten).replaceAll(rule.replacement);
        }
        return rewritten;
    }

    private static List<String> schemas(Connection connection) throws SQLException {
        List<String> own = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(SCHEMAS)) {
            while (result.next()) {
                own.add(result.getString(1));
            }
        }
        return own;
    }

    /**
     * The statement with each schema's name in its own letters. SQL Server's usual collation finds every name by any case of its
     * letters. H2 does so for tables and columns, but finds schemas by their own letters only.
     */
    private static String spelled(String sql, List<String> own) {
        Matcher matcher = TEXT_OR_NAME.matcher(sql);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(spelled(matcher, own)));
    }

    private static String spelled(Matcher found, List<String> own) {
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
