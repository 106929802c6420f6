-- Runs unchanged on SQL Server and H2. ${time} is UTC, ${exact} makes case matter. One row for each event that an attempt
-- was made at; the counts and applied_at come with the commit of the event's change.

CREATE TABLE bridge.sync_ledger (
    event_id      NVARCHAR(128) ${exact} NOT NULL,
    content_hash  NVARCHAR(64) NOT NULL,
    fence         BIGINT NOT NULL,
    rows_inserted BIGINT,
    rows_updated  BIGINT,
    rows_deleted  BIGINT,
    started_at    ${time} NOT NULL,
    applied_at    ${time},
    CONSTRAINT sync_ledger_pk PRIMARY KEY (event_id)
);
