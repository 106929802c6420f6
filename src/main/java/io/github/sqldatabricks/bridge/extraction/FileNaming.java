package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.Locale;

/** What the files of an output are called. */
public enum FileNaming {
    /**
     * {@code {query}-{run}-00000.parquet}: another job never writes a path again, so that readers that load each path once
     * (COPY INTO, Auto Loader, file streams) see every run.
     */
    RUN {
        @Override
        String part(QueryName query, JobId job, int number) {
            return String.format(Locale.ROOT, "%s-%s-%05d.parquet", query, job.run(), number);
        }

        @Override
        String only(QueryName query, JobId job) {
            return part(query, job, 0);
        }
    },

    /** {@code {query}.parquet} for a single file, else {@code part_00000.parquet}: for readers that know a file by its name. */
    FIXED {
        @Override
        String part(QueryName query, JobId job, int number) {
            return String.format(Locale.ROOT, "part_%05d.parquet", number);
        }

        @Override
        String only(QueryName query, JobId job) {
            return query + ".parquet";
        }
    };

    /** The name of one of several files; {@code number} counts from 0. */
    abstract String part(QueryName query, JobId job, int number);

    /** The name of an output's single file. */
    abstract String only(QueryName query, JobId job);
}
