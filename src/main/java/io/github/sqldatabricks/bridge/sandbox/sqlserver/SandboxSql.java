package io.github.sqldatabricks.bridge.sandbox.sqlserver;

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

    private SandboxSql() {}

    /** The same statement for H2, in a database with these schemas. */
    static String fromTransactSql(String sql, SchemaNames schemas) {
        StringBuilder rewritten = new StringBuilder();
        Matcher matcher = KEPT_OR_CODE.matcher(sql);
        while (matcher.find()) {
            String part = matcher.group();
            rewritten.append(isKept(part) ? name(part) : rewrite(part));
        }
        return schemas.spelled(rewritten.toString());
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
}
