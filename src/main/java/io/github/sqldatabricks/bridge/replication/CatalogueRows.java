package io.github.sqldatabricks.bridge.replication;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceColumn;
import io.github.sqldatabricks.bridge.replication.SourceTable.SourceIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * What the three statements of a catalogue bring, for {@link SourceCatalogue}'s adapters to put together.
 *
 * @param tables each once
 * @param columns in the order of each table
 * @param keyColumns each index with one column of its key, in the order of the key
 */
public record CatalogueRows(
        List<Placed<TableFacts>> tables, List<Placed<SourceColumn>> columns, List<Placed<SourceIndex>> keyColumns) {

    private static final Logger LOG = Logger.getLogger(CatalogueRows.class);

    /** What belongs to the table of a schema. */
    public record Placed<T>(String schema, String table, T what) {

        private List<String> place() {
            return List.of(schema, table);
        }
    }

    /** Of a table, beside its columns and indexes; see {@link SourceTable}. */
    public record TableFacts(boolean view, OptionalLong rows, OptionalLong bytes, Optional<String> comment) {}

    /** The tables. One whose name has characters that nobody sees, and that therefore no file can name, is left out with a warning. */
    public List<SourceTable> together() {
        Map<List<String>, List<SourceColumn>> columnsByPlace =
                columns.stream().collect(groupingBy(Placed::place, mapping(Placed::what, toList())));
        Map<List<String>, List<SourceIndex>> keysByPlace =
                keyColumns.stream().collect(groupingBy(Placed::place, mapping(Placed::what, toList())));
        return tables.stream()
                .flatMap(table -> name(table).stream()
                        .map(name -> new SourceTable(
                                name,
                                table.what().view(),
                                columnsByPlace.getOrDefault(table.place(), List.of()),
                                indexes(keysByPlace.getOrDefault(table.place(), List.of())),
                                table.what().rows(),
                                table.what().bytes(),
                                table.what().comment())))
                .toList();
    }

    private static Optional<SqlServerTable> name(Placed<TableFacts> table) {
        try {
            return Optional.of(new SqlServerTable(table.schema(), table.table()));
        } catch (BridgeException.InvalidRequest e) {
            LOG.warnf(
                    "A table of the schema %s can't be replicated. %s",
                    table.schema().replaceAll("\\p{C}", "?"), e.getMessage());
            return Optional.empty();
        }
    }

    private static List<SourceIndex> indexes(List<SourceIndex> keyColumns) {
        Map<String, SourceIndex> byName = new LinkedHashMap<>();
        keyColumns.forEach(index -> byName.merge(index.name(), index, CatalogueRows::joined));
        return List.copyOf(byName.values());
    }

    private static SourceIndex joined(SourceIndex index, SourceIndex next) {
        List<String> key = new ArrayList<>(index.columns());
        key.addAll(next.columns());
        return new SourceIndex(index.name(), index.primary(), index.unique(), index.clustered(), key);
    }
}
