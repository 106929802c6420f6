-- Runs unchanged on SQL Server and H2.

-- The run that has reset the stream last, so that each run that asks for it does it once. Resets that no run asks for leave it as it is.
ALTER TABLE bridge.replication_stream ADD reset_job NVARCHAR(64);
