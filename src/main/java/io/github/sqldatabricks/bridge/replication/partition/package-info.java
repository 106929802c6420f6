/**
 * Divides the rows of a stream into ranges of a key, so that several readers have each row exactly once: {@link
 * io.github.sqldatabricks.bridge.replication.partition.PartitionPlanner} finds borders by the server's statistics ({@link
 * io.github.sqldatabricks.bridge.replication.partition.KeyStatistics}) or by walking along the key's index. Where the borders are decides
 * how even the parts are, never which rows they have.
 */
package io.github.sqldatabricks.bridge.replication.partition;
