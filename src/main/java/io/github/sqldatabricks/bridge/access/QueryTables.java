package io.github.sqldatabricks.bridge.access;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
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

    private final RecentReadings recent = new RecentReadings();
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
        if (AmbiguousText.in(sql)) {
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
        return parse(sql, QueryHints.removedFrom(sql), false);
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
}
