package io.github.sqldatabricks.bridge.databricks.source;

import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statement that reads a source table without its oversized rows. The driver keeps whole chunks in memory, so a row that is too
 * large for this process has to be found in the warehouse: of such a row the texts and bytes come as null, and one column more, the
 * last, comes with their sizes in bytes, separated by blanks; it is null in all other rows.
 *
 * @param table what is read
 * @param columns in the order of the result
 * @param maxRowBytes the most bytes of texts and bytes that a row may have together
 */
record GuardedSelect(UnityTable table, List<SourceColumn> columns, long maxRowBytes) {

    /** Whether any column's values can be large; only then the statement has the column of sizes. */
    boolean isGuarded() {
        return columns.stream().anyMatch(GuardedSelect::isOfAnySize);
    }

    String sql() {
        return isGuarded() ? guarded() : "SELECT " + expressions(false) + " FROM " + table.quoted();
    }

    private String guarded() {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            selected.add(
                    isOfAnySize(columns.get(i))
                            ? "CASE WHEN row_bytes <= " + maxRowBytes + " THEN " + value(i) + " END"
                            : value(i));
        }
        return "SELECT " + String.join(", ", selected)
                + ", CASE WHEN row_bytes > " + maxRowBytes + " THEN concat_ws(' ', " + sizes("CAST(%s AS STRING)", ", ")
                + ") END AS sizes FROM (SELECT *, " + sizes("%s", " + ") + " AS row_bytes FROM (SELECT "
                + expressions(true) + " FROM " + table.quoted() + ") AS source_values) AS measured";
    }

    private String expressions(boolean named) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> columns.get(i).expression() + (named ? " AS " + value(i) : ""))
                .collect(Collectors.joining(", "));
    }

    /** The sizes of all columns that can be large; of the others 0, so that each has its place. */
    private String sizes(String form, String separator) {
        return IntStream.range(0, columns.size())
                .mapToObj(i -> isOfAnySize(columns.get(i)) ? form.formatted(size(i)) : form.formatted("0"))
                .collect(Collectors.joining(separator));
    }

    private static String size(int column) {
        return "coalesce(CAST(octet_length(" + value(column) + ") AS BIGINT), 0)";
    }

    private static String value(int column) {
        return "v" + column;
    }

    private static boolean isOfAnySize(SourceColumn column) {
        ColumnType type = column.column().type();
        return type instanceof ColumnType.Text || type instanceof ColumnType.Bytes;
    }
}
