-- Into which Delta table a query's rows go, as JSON; NULL when they stay in the volume. Runs unchanged on SQL Server and H2.
ALTER TABLE bridge.job_query ADD load_target NVARCHAR(2000);
