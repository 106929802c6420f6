-- Event sync. Runs unchanged on SQL Server and H2; see V1__jobs.sql for the placeholders.

-- active is 1 until the event has ended; mirror_due is 1 while the events table shows an older state than this one.
CREATE TABLE bridge.sync_event (
    event_id        NVARCHAR(128) ${exact} NOT NULL,
    content_hash    NCHAR(64) NOT NULL,
    content         ${text} NOT NULL,
    operation       NVARCHAR(16) NOT NULL,
    target_hash     NCHAR(64) NOT NULL,
    user_name       NVARCHAR(256),
    from_table      SMALLINT NOT NULL,
    priority        INT NOT NULL,
    created_at      ${time} NOT NULL,
    accepted_at     ${time} NOT NULL,
    state           NVARCHAR(16) NOT NULL,
    active          SMALLINT NOT NULL,
    attempts        INT NOT NULL,
    takeovers       INT NOT NULL,
    fence           BIGINT NOT NULL,
    next_attempt_at ${time},
    inserted_rows   BIGINT,
    updated_rows    BIGINT,
    deleted_rows    BIGINT,
    warning         ${text},
    error_code      NVARCHAR(64),
    error_message   ${text},
    processed_at    ${time},
    version         BIGINT NOT NULL,
    changed_at      ${time} NOT NULL,
    mirror_due      SMALLINT NOT NULL,
    CONSTRAINT sync_event_pk PRIMARY KEY (event_id)
);

CREATE INDEX sync_event_next ON bridge.sync_event (active, priority DESC, created_at, event_id, target_hash);
CREATE INDEX sync_event_version ON bridge.sync_event (version);
CREATE INDEX sync_event_mirror ON bridge.sync_event (mirror_due, version);
CREATE INDEX sync_event_accepted ON bridge.sync_event (accepted_at, event_id);

-- Which event has a target table: one row, so at most one event, for each. It stays while the event waits for a retry.
CREATE TABLE bridge.sync_target (
    target_hash NCHAR(64) NOT NULL,
    event_id    NVARCHAR(128) ${exact} NOT NULL,
    lease_owner NVARCHAR(64),
    lease_until ${time} NOT NULL,
    CONSTRAINT sync_target_pk PRIMARY KEY (target_hash)
);

-- What one process at a time does.
CREATE TABLE bridge.sync_duty (
    duty        NVARCHAR(64) NOT NULL,
    lease_owner NVARCHAR(64) NOT NULL,
    lease_until ${time} NOT NULL,
    CONSTRAINT sync_duty_pk PRIMARY KEY (duty)
);

-- Numbers all changes. Every change begins by taking the next number, so changes become visible in their order.
CREATE TABLE bridge.sync_version (
    id      INT NOT NULL,
    version BIGINT NOT NULL,
    CONSTRAINT sync_version_pk PRIMARY KEY (id)
);

INSERT INTO bridge.sync_version (id, version) VALUES (1, 0);
