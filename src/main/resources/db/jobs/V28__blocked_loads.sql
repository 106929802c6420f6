-- Runs unchanged on SQL Server and H2.

-- The load that a stream's limits have stopped last, until one ends: an approval is of it, and of no load that takes more rows away.
ALTER TABLE bridge.replication_stream ADD blocked_load NVARCHAR(64);
-- A digest of which rows a backfill loads; '' for a load of a run.
ALTER TABLE bridge.replication_stream ADD blocked_range NVARCHAR(64);
-- The load that had ended last at the target then; '' for none.
ALTER TABLE bridge.replication_stream ADD blocked_follows NVARCHAR(64);
-- How many rows it would have replaced, and how many would have come in their place.
ALTER TABLE bridge.replication_stream ADD blocked_before BIGINT;
ALTER TABLE bridge.replication_stream ADD blocked_after BIGINT;
