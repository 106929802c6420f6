package io.github.sqldatabricks.bridge.load;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How rows are to come into a table, whatever they are.
 *
 * @param target the table; made when it is missing
 * @param mode what the rows do to those that are there
 * @param contract what may happen when the source's columns and the table's differ
 * @param limits how much a load may take away
 * @param table what a table that is made gets beside its columns
 */
public record LoadSettings(
        UnityTable target, LoadMode mode, SchemaContract contract, LoadLimits limits, TableOptions table) {

    /** What the bridge calls its own columns begins so. */
    private static final String OWN = "_bridge_";

    /**
     * Checks that rows of these columns can be loaded so.
     *
     * @throws BridgeException.InvalidRequest ({@code invalid-load}) when a column that is named is not there, or one has a name that is
     *     the bridge's own
     */
    public void require(RowSchema schema) {
        List<String> names =
                schema.columns().stream().map(column -> column.name()).toList();
        List<String> own = names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(OWN))
                .toList();
        if (!own.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected columns whose names do not begin with " + OWN + ", which are the bridge's own, but got "
                            + own + ". Give them an alias with AS.");
        }
        requireAmong(names, mode.neededColumns(), "mode " + mode.text() + " needs");
        requireAmong(names, table.clusterBy(), "cluster_by names");
        requireAmong(names, table.columnComments().keySet(), "column_comments names");
    }

    private static void requireAmong(List<String> names, Collection<String> needed, String why) {
        List<String> known =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        List<String> missing = needed.stream()
                .filter(name -> !known.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
        if (!missing.isEmpty()) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_LOAD,
                    "Expected the columns " + missing + ", which " + why + ", among those that are read: " + names
                            + ".");
        }
    }

    /**
     * What a table that is made gets beside its columns; one that is there keeps what it has.
     *
     * @param comment of the table
     * @param columnComments by column
     * @param properties of the table, such as {@code delta.enableChangeDataFeed}
     * @param clusterBy up to four columns; none for those of the mode
     */
    public record TableOptions(
            Optional<String> comment,
            Map<String, String> columnComments,
            Map<String, String> properties,
            List<String> clusterBy) {

        /** Nothing beside the columns. */
        public static final TableOptions NONE = new TableOptions(Optional.empty(), Map.of(), Map.of(), List.of());

        /** The most columns that Delta clusters by. */
        public static final int MOST_CLUSTER_COLUMNS = 4;

        /** Not the bridge's own, and none that Databricks keeps for itself. */
        private static final Pattern KEY =
                Pattern.compile("(?!bridge\\.|option\\.|(owner|provider|location|external|comment|collation"
                        + "|is_managed_location)$)[A-Za-z0-9_]+(\\.[A-Za-z0-9_]+)*");

        /** @throws BridgeException.InvalidRequest when there are more columns, or a property is none or reserved */
        public TableOptions {
            columnComments = Map.copyOf(columnComments);
            properties = Map.copyOf(properties);
            clusterBy = List.copyOf(clusterBy);
            String wrong = properties.keySet().stream()
                    .filter(key -> !KEY.matcher(key).matches())
                    .sorted()
                    .collect(Collectors.joining(", "));
            if (!wrong.isEmpty() || clusterBy.size() > MOST_CLUSTER_COLUMNS) {
                throw new BridgeException.InvalidRequest(
                        ErrorCode.INVALID_LOAD,
                        "Expected properties like delta.enableChangeDataFeed, none of them reserved such as owner or below 'bridge.', and at most "
                                + MOST_CLUSTER_COLUMNS + " columns in cluster_by, but got "
                                + (wrong.isEmpty() ? clusterBy : wrong) + ".");
            }
        }
    }
}
