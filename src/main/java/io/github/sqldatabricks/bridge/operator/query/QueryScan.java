package io.github.sqldatabricks.bridge.operator.query;

import java.util.List;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** One read of all rows. */
record QueryScan(StructType schema, QueryOptions options, List<QueryPartition> partitions) implements Scan, Batch {

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
