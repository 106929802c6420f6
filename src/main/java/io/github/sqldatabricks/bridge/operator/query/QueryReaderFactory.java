package io.github.sqldatabricks.bridge.operator.query;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;

/** Travels to the executors, the login with it. */
record QueryReaderFactory(StructType schema, QueryOptions options) implements PartitionReaderFactory {

    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
        return QueryReader.open(schema, options, (QueryPartition) partition);
    }
}
