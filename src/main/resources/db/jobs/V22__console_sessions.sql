-- Sessions of the web console, shared by all replicas; see V1__jobs.sql for the placeholders. Runs unchanged on SQL Server and H2.
CREATE TABLE bridge.console_session (
    -- The SHA-256 of what the cookie holds.
    digest       NVARCHAR(64) ${exact} NOT NULL,
    -- The SHA-256 of the token that it was opened with: who may do what is asked anew at each request.
    token_sha256 NVARCHAR(64) ${exact} NOT NULL,
    user_name    NVARCHAR(256) ${exact} NOT NULL,
    opened_at    ${time} NOT NULL,
    -- To the minute: when it was last used by a person.
    used_at      ${time} NOT NULL,
    ends_at      ${time} NOT NULL,
    CONSTRAINT console_session_pk PRIMARY KEY (digest)
);

CREATE INDEX console_session_user ON bridge.console_session (user_name, opened_at);
