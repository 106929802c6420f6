package io.github.sqldatabricks.bridge.operator.query;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.sources.DataSourceRegister;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * {@code spark.read.format("sql-databricks-bridge")}: what a T-SQL query returns. {@link QueryOptions} says which options there are.
 * Spark makes it by its public constructor.
 */
public final class SqlServerSource implements TableProvider, DataSourceRegister {

    /** The name of the format. */
    static final String NAME = "sql-databricks-bridge";

    @Override
    public String shortName() {
        return NAME;
    }

    /**
     * Asks SQL Server, without running the query.
     *
     * @throws io.github.sqldatabricks.bridge.model.BridgeException when an option is not valid, SQL Server refuses the query,
     *     or a column has a type that Databricks has nothing for
     */
    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return SparkTypes.schema(QueryOptions.of(options.asCaseSensitiveMap()).describe());
    }

    /** @throws io.github.sqldatabricks.bridge.model.BridgeException.InvalidRequest when the partitions can't be planned */
    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        QueryOptions options = QueryOptions.of(properties);
        return new QueryTable(schema, options, Partitioning.of(options, schema));
    }
}
