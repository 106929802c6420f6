-- Runs unchanged on SQL Server and H2.

-- The load that a stream's limits have stopped last, until one ends: an approval is of it, and of no load that takes more rows away.
ALTER TABLE bridge.replication_stream ADD blocked_load NVARCHAR(64);
-- 1 for a load of a backfill.
ALTER TABLE bridge.replication_stream ADD blocked_range SMALLINT;
-- How many rows it would have replaced, and how many would have come in their place.
ALTER TABLE bridge.replication_stream ADD blocked_before BIGINT;
ALTER TABLE bridge.replication_stream ADD blocked_after BIGINT;
