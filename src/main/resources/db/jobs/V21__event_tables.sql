-- Runs unchanged on SQL Server and H2.

-- The tables of an event in lower case, so that lists can be filtered by them. Events of earlier versions have none. Names are cut.
ALTER TABLE bridge.sync_event ADD target_table NVARCHAR(400);
ALTER TABLE bridge.sync_event ADD source_table NVARCHAR(400);

CREATE INDEX sync_event_target ON bridge.sync_event (target_table, accepted_at);
