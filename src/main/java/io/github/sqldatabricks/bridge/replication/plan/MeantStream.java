package io.github.sqldatabricks.bridge.replication.plan;

import io.github.sqldatabricks.bridge.model.Hashes;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.github.sqldatabricks.bridge.model.SqlServerTable;
import io.github.sqldatabricks.bridge.replication.SourceTable;
import io.github.sqldatabricks.bridge.replication.config.Replication.StreamOptions;
import io.github.sqldatabricks.bridge.replication.config.TargetPlace.NameTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stream that a file means, before its settings are looked at.
 *
 * @param name no other stream's of the replication, whatever its case
 * @param rows what it reads
 * @param layers what the file says of it, from the strongest to the weakest
 */
record MeantStream(QueryName name, Rows rows, List<StreamOptions> layers) {

    private static final int HASH_DIGITS = 8;
    private static final int MAX_READABLE = 110;

    MeantStream {
        layers = List.copyOf(layers);
    }

    /** What a stream reads. */
    sealed interface Rows {}

    /** The rows of a table or view. */
    record OfTable(SourceTable table) implements Rows {}

    /** The rows of a query template. */
    record OfTemplate(QueryName query) implements Rows {}

    Optional<SourceTable> table() {
        return rows instanceof OfTable of ? Optional.of(of.table()) : Optional.empty();
    }

    /** What is read, for people. */
    String source() {
        return table().map(table -> table.name().toString()).orElseGet(() -> "template " + ((OfTemplate) rows).query());
    }

    /** The values of the placeholders in names of targets. */
    Map<String, String> names(String country) {
        return table().map(table -> Map.of(
                        NameTemplate.COUNTRY, country,
                        NameTemplate.SCHEMA, table.name().schema(),
                        NameTemplate.TABLE, table.name().name()))
                .orElseGet(() -> Map.of(NameTemplate.COUNTRY, country, NameTemplate.TABLE, name.value()));
    }

    /** The name of a table's stream. It names folders and files, so one with other characters gets a digest. */
    static QueryName nameOf(SqlServerTable table) {
        String whole = table.toString();
        boolean dotted = table.schema().contains(".") || table.name().contains(".");
        if (!dotted && whole.matches(QueryName.PATTERN)) {
            return new QueryName(whole);
        }
        String readable = whole.replaceAll("[^A-Za-z0-9_.-]", "_").replaceFirst("^[.-]", "_");
        String digest = Hashes.of(table.schema(), table.name()).substring(0, HASH_DIGITS);
        return new QueryName(readable.substring(0, Math.min(readable.length(), MAX_READABLE)) + "-" + digest);
    }
}
