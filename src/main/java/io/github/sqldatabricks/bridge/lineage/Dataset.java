package io.github.sqldatabricks.bridge.lineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.sqldatabricks.bridge.access.TableName;
import io.github.sqldatabricks.bridge.model.RowSchema;
import io.github.sqldatabricks.bridge.model.UnityTable;
import io.github.sqldatabricks.bridge.model.VolumePath;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A dataset, named by OpenLineage's rules.
 *
 * @param facets what it looks like
 * @param outputFacets what was written; only of an output
 * @see <a href="https://openlineage.io/docs/spec/naming">Naming conventions</a>
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Dataset(String namespace, String name, Map<String, Facet> facets, Map<String, Facet> outputFacets) {

    static Dataset of(Datasets.Server server, TableName table) {
        String database = table.database().isEmpty() ? server.database() : table.database();
        return plain("mssql://" + server.authority(), database + "." + table.schema() + "." + table.name());
    }

    static Dataset of(String workspace, UnityTable table) {
        return plain("unitycatalog://" + workspace, table.catalog() + "." + table.schema() + "." + table.name());
    }

    static Dataset of(String workspace, VolumePath folder) {
        return plain("dbfs://" + workspace, folder.value());
    }

    private static Dataset plain(String namespace, String name) {
        return new Dataset(namespace, name, Map.of(), Map.of());
    }

    Dataset with(RowSchema schema) {
        return new Dataset(namespace, name, Map.of("schema", Facet.schema(schema)), outputFacets);
    }

    Dataset written(long rows, OptionalLong bytes) {
        return new Dataset(namespace, name, facets, Map.of("outputStatistics", Facet.statistics(rows, bytes)));
    }
}
