package io.github.sqldatabricks.bridge.operator.query;

import io.github.sqldatabricks.bridge.extraction.RowSource;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Cancellation;
import io.github.sqldatabricks.bridge.model.ColumnVector;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.RowBatch;
import io.github.sqldatabricks.bridge.model.RowStream;
import io.github.sqldatabricks.bridge.operator.query.Partitioning.QueryPartition;
import io.github.sqldatabricks.bridge.operator.query.SparkTypes.InternalValue;
import io.github.sqldatabricks.bridge.sqlserver.SqlServerPools;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.jboss.logging.Logger;

/** Streams the rows of one partition over a connection of its own. One thread uses it. */
final class QueryReader implements PartitionReader<InternalRow> {

    private static final Logger LOG = Logger.getLogger(QueryReader.class);
    private static final int BATCH_ROWS = 1024;
    private static final long BATCH_BYTES = 4L << 20;

    private final SqlServerPools pools;
    private final RowStream stream;
    private final RowBatch batch;
    private final List<InternalValue> values;
    private int row = -1;

    private QueryReader(SqlServerPools pools, RowStream stream) {
        this.pools = pools;
        this.stream = stream;
        this.batch = new RowBatch(stream.schema(), BATCH_ROWS);
        this.values = stream.schema().columns().stream().map(InternalValue::of).toList();
    }

    /**
     * Runs the partition's statement until its first row can be read.
     *
     * @throws ReadFailure when SQL Server refuses, or the columns are not what they were when the read was planned
     */
    static QueryReader open(StructType planned, QueryOptions options, QueryPartition partition) {
        SqlServerPools pools = options.pools();
        try {
            return coded(() -> new QueryReader(pools, stream(planned, options.source(pools), partition)));
        } catch (RuntimeException e) {
            pools.close();
            throw e;
        }
    }

    private static RowStream stream(StructType planned, RowSource source, QueryPartition partition) {
        RowStream stream = source.open(QueryOptions.statement(partition.sql(), partition.values()), new Cancellation());
        StructType found = SparkTypes.schema(stream.schema());
        if (!planned.equals(found)) {
            stream.close();
            throw new BridgeException.RemotePermanent(
                    ErrorCode.SCHEMA_CHANGED,
                    "The query returned " + planned.sql() + " when it was planned, and now " + found.sql()
                            + ". Read it again.");
        }
        return stream;
    }

    @Override
    public boolean next() {
        if (++row < batch.size()) {
            return true;
        }
        row = 0;
        boolean filled = coded(() -> stream.fill(batch, BATCH_BYTES));
        if (!filled) {
            logTruncated(stream.truncatedValues());
        }
        return filled;
    }

    private static void logTruncated(Map<String, Long> truncated) {
        if (!truncated.isEmpty()) {
            LOG.warnf("Values were cut to microseconds, by column: %s", truncated);
        }
    }

    @Override
    public InternalRow get() {
        return coded(() -> new GenericInternalRow(read()));
    }

    private Object[] read() {
        Object[] read = new Object[values.size()];
        for (int i = 0; i < read.length; i++) {
            ColumnVector vector = batch.vector(i);
            read[i] = vector.isNull(row) ? null : values.get(i).read(vector, row);
        }
        return read;
    }

    private static <R> R coded(Supplier<R> work) {
        try {
            return work.get();
        } catch (BridgeException e) {
            throw new ReadFailure(e);
        }
    }

    @Override
    public void close() {
        stream.close();
        pools.close();
    }

    /** A failure in an executor: of an exception, only its message reaches the driver for sure, so that the code is in it. */
    static final class ReadFailure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        ReadFailure(BridgeException failure) {
            super("[" + failure.code() + "] " + failure.getMessage());
        }
    }

    /** Travels to the executors, the login with it. */
    record Factory(StructType schema, QueryOptions options) implements PartitionReaderFactory {

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            return QueryReader.open(schema, options, (QueryPartition) partition);
        }
    }
}
