-- Event sync. Runs unchanged on SQL Server and H2; see V1__jobs.sql for the placeholders.

-- 1 until the target's server was asked which table the event changes; so events of an earlier version are asked for, too.
ALTER TABLE bridge.sync_event ADD target_open SMALLINT DEFAULT 1 NOT NULL;

CREATE INDEX sync_event_open ON bridge.sync_event (target_open, active);

-- Whether the failure can pass; NULL when there is none, or it is of an earlier version.
ALTER TABLE bridge.sync_event ADD retryable SMALLINT;
