package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.operator.query.Partitioning.QueryPartition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.Column;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
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

    /** What a query returns, as a table of Spark. */
    record QueryTable(StructType rowType, QueryOptions options, List<QueryPartition> partitions)
            implements SupportsRead {

        @Override
        public String name() {
            return SqlServerSource.NAME;
        }

        /** Spark 3.5 can't do without it; newer ones ask for {@link #columns}. */
        @Override
        @SuppressWarnings("deprecation")
        public StructType schema() {
            return rowType;
        }

        @Override
        public Column[] columns() {
            return Arrays.stream(rowType.fields())
                    .map(field -> Column.create(field.name(), field.dataType(), field.nullable()))
                    .toArray(Column[]::new);
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.BATCH_READ);
        }

        /** The options of the scan are those of the table. */
        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap same) {
            return () -> new QueryScan(rowType, options, partitions);
        }

        /** Spark shows it in plans. */
        @Override
        public String toString() {
            return name();
        }

        /** One read of all rows. */
        record QueryScan(StructType schema, QueryOptions options, List<QueryPartition> partitions)
                implements Scan, Batch {

            @Override
            public StructType readSchema() {
                return schema;
            }

            /** What plans show: neither the query, which may have data in it, nor the login. */
            @Override
            public String description() {
                return SqlServerSource.NAME + " (" + options.place() + ")";
            }

            @Override
            public Batch toBatch() {
                return this;
            }

            @Override
            public InputPartition[] planInputPartitions() {
                return partitions.toArray(InputPartition[]::new);
            }

            @Override
            public PartitionReaderFactory createReaderFactory() {
                return new QueryReader.Factory(schema, options);
            }

            @Override
            public String toString() {
                return description();
            }
        }
    }
}
