package io.github.sqldatabricks.bridge.access;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import net.sf.jsqlparser.parser.CCJSqlParserTreeConstants;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.SimpleNode;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.TableFunction;

/**
 * Collects the tables of a parsed query from its syntax tree, which has a node for every table name that the parser
 * read, wherever it stands. (The parser's own table finder visits the statement's objects instead, and skips some.)
 * Used once.
 */
final class SyntaxTreeTables {

    /** Table functions of SQL Server that read nothing but their arguments. */
    private static final Set<String> HARMLESS_TABLE_FUNCTIONS = Set.of("generate_series", "openjson", "string_split");

    private final SortedSet<TableName> tables = new TreeSet<>();
    private String problem = "";

    QueryTables.TablesRead of(Node root) {
        visit((SimpleNode) root, Set.of());
        return problem.isEmpty()
                ? new QueryTables.TablesRead.Known(tables)
                : new QueryTables.TablesRead.NotUnderstood(problem);
    }

    /** A common table expression is known in itself (recursion) and in what follows it, never before. */
    private void visit(SimpleNode node, Set<String> outerNames) {
        take(node, outerNames);
        Set<String> names = new HashSet<>(outerNames);
        for (int i = 0; i < node.jjtGetNumChildren(); i++) {
            SimpleNode child = (SimpleNode) node.jjtGetChild(i);
            if (child.getId() == CCJSqlParserTreeConstants.JJTWITHITEM) {
                names.addAll(parts(child.jjtGetFirstToken().image));
            }
            visit(child, names);
        }
    }

    private void take(SimpleNode node, Set<String> names) {
        switch (node.getId()) {
            case CCJSqlParserTreeConstants.JJTTABLENAME -> takeTable(node, names);
            case CCJSqlParserTreeConstants.JJTFUNCTION -> takeFunction(node);
            case CCJSqlParserTreeConstants.JJTPLAINSELECT -> refuseInto((PlainSelect) node.jjtGetValue());
            default -> {}
        }
    }

    private void takeTable(SimpleNode node, Set<String> names) {
        SimpleNode parent = (SimpleNode) node.jjtGetParent();
        String text = text(node);
        boolean aliasWithStar = parent.jjtGetValue() instanceof AllTableColumns;
        if (!aliasWithStar && !isIn(names, text)) {
            add(text);
        }
    }

    private static boolean isIn(Set<String> names, String text) {
        List<String> parts = parts(text);
        return parts.size() == 1 && names.contains(parts.get(0));
    }

    /** A function without a schema is SQL Server's own, unless it stands for a table; one with a schema may read. */
    private void takeFunction(SimpleNode node) {
        String name = text(node);
        if (parts(name).size() != 1) {
            add(name);
        } else if (standsForTable(node) && !HARMLESS_TABLE_FUNCTIONS.contains(name.toLowerCase(Locale.ROOT))) {
            problem = "the table function '" + name + "' can read anything";
        }
    }

    /** The one function below a table that does not stand for it is the aggregate of its PIVOT. */
    private static boolean standsForTable(SimpleNode function) {
        SimpleNode parent = (SimpleNode) function.jjtGetParent();
        boolean aggregate = parent.jjtGetValue() instanceof FromItem item
                && !(item instanceof TableFunction)
                && item.getPivot() != null;
        return parent.getId() == CCJSqlParserTreeConstants.JJTFROMITEM && !aggregate;
    }

    private void refuseInto(PlainSelect select) {
        if (select != null
                && select.getIntoTables() != null
                && !select.getIntoTables().isEmpty()) {
            problem = "it writes a table with INTO";
        }
    }

    private void add(String name) {
        try {
            tables.add(TableName.parse(name));
        } catch (IllegalArgumentException e) {
            problem = "'" + name + "' is not a name of one to three parts (a linked server has four)";
        }
    }

    private static List<String> parts(String name) {
        try {
            return TableName.parts(name);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** The text of a name as the query has it, up to the arguments of a function. */
    private static String text(SimpleNode node) {
        StringBuilder text = new StringBuilder();
        Token token = node.jjtGetFirstToken();
        while (!token.image.equals("(")) {
            text.append(token.image);
            if (token == node.jjtGetLastToken()) {
                break;
            }
            token = token.next;
        }
        return text.toString();
    }
}
