-- Sessions that an identity provider's log-in has opened; see V1__jobs.sql for the placeholders. Runs unchanged on SQL Server and H2.
-- Who it is, and their roles at the log-in, as JSON; none of the provider's tokens. NULL for a session of a token. With it, token_sha256 is
-- the session's own digest, which is no token's, so that an earlier version of the bridge takes the session for one that has ended.
ALTER TABLE bridge.console_session ADD vouched ${text};
