package io.github.sqldatabricks.bridge.access;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.CCJSqlParserConstants;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.feature.Feature;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Select;

/**
 * Says which tables a T-SQL query reads. The parser knows most of T-SQL, not all; whatever it does not know, and
 * whatever it could read differently from SQL Server, is {@link TablesRead.NotUnderstood}. A query is asked about several times
 * (permission, audit trail, lineage), so what was found out is kept for a while. Thread-safe.
 */
@ApplicationScoped
public class QueryTables {

    private static final int MAX_CHARACTERS = 100_000;
    private static final int MAX_NESTING = 50;

    /** Also within a string, where it would do no harm: then the query needs more permission than necessary. */
    private static final Pattern SEQUENCE = Pattern.compile("\\bNEXT\\s+VALUE\\s+FOR\\b", Pattern.CASE_INSENSITIVE);

    private final RecentResults recent = new RecentResults();
    private final ExecutorService parsers = Executors.newCachedThreadPool(QueryTables::daemon);
    private final Duration timeout;

    @Inject
    public QueryTables(AccessConfig config) {
        this(config.queryParseTimeout());
    }

    QueryTables(Duration timeout) {
        this.timeout = timeout;
    }

    /** The tables of one query; takes no longer than the time-out. */
    public TablesRead of(String sql) {
        if (sql.isBlank()) {
            return new TablesRead.NotUnderstood("it is empty");
        }
        if (sql.length() > MAX_CHARACTERS || CCJSqlParserUtil.getNestingDepth(sql) > MAX_NESTING) {
            return new TablesRead.NotUnderstood("it is too long or nested too deeply");
        }
        if (QueryText.isAmbiguous(sql)) {
            return new TablesRead.NotUnderstood(
                    "it holds a comment in a comment, quotes that T-SQL does not have, or letters that nobody sees");
        }
        if (SEQUENCE.matcher(sql).find()) {
            return new TablesRead.NotUnderstood("it takes a number out of a sequence, which changes it");
        }
        return recent.find(sql).orElseGet(() -> parse(sql));
    }

    /**
     * Nearly all queries are read by the parser's simple rules, whose time grows with the text. Its complex ones take time that
     * doubles with each level of parentheses, so they are only for what the simple ones refuse.
     */
    private TablesRead parse(String sql) {
        return parse(sql, QueryText.withoutHints(sql), false);
    }

    private TablesRead parse(String sql, String known, boolean complex) {
        try {
            return recent.keep(sql, tables(known, complex));
        } catch (JSQLParserException e) {
            TablesRead unknown = new TablesRead.NotUnderstood("it uses syntax that the permission check does not know");
            if (!isAboutTheText(e)) {
                return unknown;
            }
            return complex ? recent.keep(sql, unknown) : parse(sql, known, true);
        }
    }

    private TablesRead tables(String sql, boolean complex) throws JSQLParserException {
        CCJSqlParser parser = CCJSqlParserUtil.newParser(sql)
                .withSquareBracketQuotation(true)
                .withBackslashEscapeCharacter(false)
                .withAllowComplexParsing(complex)
                .withFeature(Feature.timeOut, timeout.toMillis());
        return tables(CCJSqlParserUtil.parseStatement(parser, parsers), parser);
    }

    private static TablesRead tables(Statement statement, CCJSqlParser parser) {
        if (!(statement instanceof Select)) {
            return new TablesRead.NotUnderstood("it is no SELECT");
        }
        if (parser.getNextToken().kind != CCJSqlParserConstants.EOF) {
            return new TablesRead.NotUnderstood("it is more than one statement");
        }
        return new SyntaxTreeTables().of(parser.getASTRoot());
    }

    /** Not so a time-out, an interruption or a lack of memory: the next attempt may do better. */
    private static boolean isAboutTheText(JSQLParserException e) {
        return e.getCause() instanceof ExecutionException refused && refused.getCause() instanceof ParseException;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "query-parser");
        thread.setDaemon(true);
        return thread;
    }

    @PreDestroy
    void close() {
        parsers.shutdownNow();
    }

    /** What is known about the tables that a query reads. */
    public sealed interface TablesRead {

        /** Every table, view and user-defined function that the query names; can't be changed. */
        record Known(SortedSet<TableName> tables) implements TablesRead {
            public Known {
                tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
            }
        }

        /**
         * The query could read anything.
         *
         * @param reason for people; continues "can't be checked, because ..."
         */
        record NotUnderstood(String reason) implements TablesRead {}
    }

    /**
     * What was found out about the queries that were looked at last. It keeps no more than {@value #MAX_QUERIES} queries, and no more
     * than {@value #MAX_CHARACTERS} characters of query text in all; the ones that nobody asked for the longest go first. Thread-safe.
     */
    static final class RecentResults {

        static final int MAX_QUERIES = 500;
        static final int MAX_CHARACTERS = 500_000;

        private final Map<String, TablesRead> readings = new LinkedHashMap<>(16, 0.75f, true);
        private long characters;

        synchronized Optional<TablesRead> find(String sql) {
            return Optional.ofNullable(readings.get(sql));
        }

        /** Returns the reading. */
        synchronized TablesRead keep(String sql, TablesRead reading) {
            if (readings.put(sql, reading) == null) {
                characters += sql.length();
            }
            Iterator<String> oldest = readings.keySet().iterator();
            while (readings.size() > MAX_QUERIES || characters > MAX_CHARACTERS) {
                characters -= oldest.next().length();
                oldest.remove();
            }
            return reading;
        }
    }

    /**
     * What is done to the text of a query before the parser sees it, because it understands T-SQL in another way than SQL Server.
     *
     * @see <a href="https://learn.microsoft.com/en-us/sql/t-sql/queries/hints-transact-sql">Hints (Transact-SQL)</a>
     */
    static final class QueryText {

        private static final String TABLE_HINT =
                "(?:NOLOCK|READUNCOMMITTED|READCOMMITTED|READCOMMITTEDLOCK|REPEATABLEREAD"
                        + "|SERIALIZABLE|HOLDLOCK|SNAPSHOT|READPAST|NOWAIT|ROWLOCK|PAGLOCK|TABLOCK|TABLOCKX|UPDLOCK|XLOCK"
                        + "|FORCESEEK|FORCESCAN|NOEXPAND)";

        private static final Pattern TABLE_HINTS = Pattern.compile(
                "\\bWITH\\s*\\(\\s*" + TABLE_HINT + "(?:\\s*,\\s*" + TABLE_HINT + ")*+\\s*\\)",
                Pattern.CASE_INSENSITIVE);

        private static final Pattern QUERY_HINTS =
                Pattern.compile("\\bOPTION[ \\t]*\\([\\w ,]*\\)\\s*;?\\s*$", Pattern.CASE_INSENSITIVE);

        private static final String BEGIN = "/*";

        private static final String END = "*/";

        /** {@code q'[...]'} and {@code $$...$$} are strings for the parser only; so is a quote behind a backslash. */
        private static final String FOREIGN_QUOTES = "[qQ]'[({\\[<]|\\$\\w*\\$|\\\\'";

        /** Soft hyphens, joiners, byte order marks and fillers: SQL Server takes some of them for letters of a name. */
        private static final String INVISIBLE = "[\\p{Cf}\\u115f\\u1160\\u180e\\u3164\\uffa0]";

        private static final Pattern AMBIGUOUS = Pattern.compile(FOREIGN_QUOTES + "|" + INVISIBLE);

        private QueryText() {}

        /**
         * The query without hints that the parser does not know: {@code WITH (READPAST, ROWLOCK)} behind a table and {@code OPTION
         * (RECOMPILE, MAXDOP 2)} at the end. Only these few words (and, at the end, words and numbers on one line) count as a hint, so
         * nothing that names a table or ends a comment can go.
         */
        static String withoutHints(String sql) {
            String withoutTableHints = TABLE_HINTS.matcher(sql).replaceAll(" ");
            return QUERY_HINTS.matcher(withoutTableHints).replaceFirst(" ");
        }

        /**
         * Whether SQL Server and the parser take the text apart differently, so that one sees a comment or a string where the other sees
         * SQL. Inside of strings, where it would do no harm, it counts, too: then the query needs more permission than necessary, never
         * less.
         */
        static boolean isAmbiguous(String sql) {
            return hasCommentInComment(sql) || AMBIGUOUS.matcher(sql).find();
        }

        /** SQL Server's comments nest, the parser's don't. */
        private static boolean hasCommentInComment(String sql) {
            int begin = sql.indexOf(BEGIN);
            while (begin >= 0) {
                int inner = sql.indexOf(BEGIN, begin + BEGIN.length());
                int end = sql.indexOf(END, begin + BEGIN.length());
                if (inner >= 0 && (end < 0 || inner < end)) {
                    return true;
                }
                begin = inner;
            }
            return false;
        }
    }
}
