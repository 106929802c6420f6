-- The audit trail. Runs unchanged on SQL Server and H2; see V1__jobs.sql for the placeholders.

-- One chain for all processes: entry_hash is over the row and the previous row's hash (AuditChain, docs/security.md).
CREATE TABLE bridge.audit_entry (
    sequence_number BIGINT NOT NULL,
    record_id       NCHAR(36) NOT NULL,
    recorded_at     ${time} NOT NULL,
    event_type      NVARCHAR(64) NOT NULL,
    user_name       NVARCHAR(256),
    token_prefix    NVARCHAR(16),
    source_ip       NVARCHAR(64),
    resource        NVARCHAR(512) ${exact} NOT NULL,
    action          NVARCHAR(64) NOT NULL,
    status          NVARCHAR(16) NOT NULL,
    details         ${text} NOT NULL,
    error_code      NVARCHAR(64),
    error_message   ${text},
    previous_hash   NCHAR(64) NOT NULL,
    entry_hash      NCHAR(64) NOT NULL,
    CONSTRAINT audit_entry_pk PRIMARY KEY (sequence_number)
);

CREATE UNIQUE INDEX audit_entry_record ON bridge.audit_entry (record_id);
CREATE INDEX audit_entry_time ON bridge.audit_entry (recorded_at, sequence_number);
CREATE INDEX audit_entry_user ON bridge.audit_entry (user_name, sequence_number);
CREATE INDEX audit_entry_resource ON bridge.audit_entry (resource, sequence_number);

-- The chain's end, which is locked while a process adds to it, and its beginning: the last row that retention removed.
CREATE TABLE bridge.audit_head (
    id              INT NOT NULL,
    sequence_number BIGINT NOT NULL,
    entry_hash      NCHAR(64) NOT NULL,
    anchor_number   BIGINT NOT NULL,
    anchor_hash     NCHAR(64) NOT NULL,
    CONSTRAINT audit_head_pk PRIMARY KEY (id)
);

INSERT INTO bridge.audit_head (id, sequence_number, entry_hash, anchor_number, anchor_hash)
VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000',
        0, '0000000000000000000000000000000000000000000000000000000000000000');

-- Nothing on H2.
${append_only}
