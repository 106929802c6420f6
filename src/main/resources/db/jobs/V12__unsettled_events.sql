-- Event sync. Runs unchanged on SQL Server and H2.

-- 1 while nobody knows whether an attempt was applied; so is what an earlier version left.
ALTER TABLE bridge.sync_event ADD unsettled SMALLINT DEFAULT 1 NOT NULL;
