package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.model.JobId;
import io.github.sqldatabricks.bridge.model.QueryName;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How extractions run: where templates and parameters are, and the bounds of memory, disk and parallelism. */
@ConfigMapping(prefix = "bridge.extraction")
public interface ExtractionConfig {

    /** Folder of the query templates. A request's {@code queries_path} names a folder below it. */
    @WithDefault("queries")
    Path queriesPath();

    /** Folder of the parameter files. A request's {@code config_path} names a folder below it. */
    @WithDefault("config")
    Path configPath();

    /**
     * Templates that are not to be run, as {@code name} or {@code country/name}. A request for all leaves them out, one that names
     * them is refused.
     */
    Optional<List<String>> disabledQueries();

    /** How often both folders are looked through for files that became broken, or good again. At least 1 s. */
    @WithDefault("10s")
    Duration reloadInterval();

    /** Volume folder that is used when a request names no destination, such as {@code /Volumes/main/bridge/landing}. */
    Optional<String> defaultDestination();

    /** The volume that is used when neither a request nor {@link #defaultDestination} names a folder. */
    Volume volume();

    /** Rows per file when a request does not say; a file may end earlier at {@link #fileSize}. At least 1. */
    @WithDefault("100000")
    @Min(1)
    int chunkSize();

    /** A file that reaches this size ends, whatever its rows. Bounds the local disk that an extraction uses. */
    @WithDefault("256M")
    MemorySize fileSize();

    /**
     * What files are called. {@code run}: {@code {query}-{run}-00000.parquet}, never the same in two jobs. {@code fixed}:
     * {@code {query}.parquet} or {@code part_00000.parquet} in each run, which COPY INTO, Auto Loader and file streams load
     * once only.
     */
    @WithDefault("run")
    FileNaming fileNames();

    /** Queries that run at once in this process, 1 to 64. Each needs about {@link #batchSize} x 4 plus a row group. */
    @WithDefault("2")
    @Min(1)
    @Max(64)
    int concurrency();

    /**
     * Readers that one SQL Server has at once from this process, 1 to 64: a query that is divided into parts has several of them while
     * others leave some, never more than {@code bridge.sqlserver.max-connections} has room for beside one for each other of the {@link
     * #concurrency} queries. Each query has one at least. Each reader needs a connection, and about {@link #batchSize} x 4.
     */
    @WithDefault("4")
    @Min(1)
    @Max(64)
    int readersPerServer();

    /**
     * Queries that may wait, in all processes of one database together; a request that does not fit as a whole is answered 503. At
     * least 1.
     */
    @WithDefault("256")
    @Min(1)
    int queueCapacity();

    /** Rows that move from the reader to the writer at once, at most. More make the garbage collector copy them. */
    @WithDefault("256")
    @Min(1)
    int batchRows();

    /** Bytes that move from the reader to the writer at once, about; wide rows make batches of fewer rows. */
    @WithDefault("4M")
    MemorySize batchSize();

    /**
     * Folder for files on their way to the volume; made again when it is deleted. Default: {@code spool} beside the
     * files of an embedded store, {@code data/spool} with a store in SQL Server, and a temporary folder with one in memory.
     */
    Optional<Path> spoolPath();

    /** Attempts after the first, for transient failures of one query. 0 to 20. */
    @WithDefault("3")
    @Min(0)
    @Max(20)
    int maxRetries();

    /** The wait before the first retry; it doubles each time, with jitter, up to a minute. */
    @WithDefault("5s")
    Duration retryDelay();

    /** A volume by its three names; it is configured when schema and name are. */
    interface Volume {

        /** The catalog. */
        @WithDefault("main")
        String catalog();

        /** The schema. */
        Optional<String> schema();

        /** The volume's own name. */
        Optional<String> name();
    }

    /** What the files of an output are called. */
    enum FileNaming {
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

            @Override
            String ofPart(QueryName query, JobId job, int part, int number) {
                return String.format(Locale.ROOT, "%s-%s-p%03d-%05d.parquet", query, job.run(), part, number);
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

            @Override
            String ofPart(QueryName query, JobId job, int part, int number) {
                return String.format(Locale.ROOT, "part_%03d_%05d.parquet", part, number);
            }
        };

        /** The name of one of several files; {@code number} counts from 0. */
        abstract String part(QueryName query, JobId job, int number);

        /** The name of an output's single file. */
        abstract String only(QueryName query, JobId job);

        /** The name of a file that has rows of one part of a query; both count from 0. */
        abstract String ofPart(QueryName query, JobId job, int part, int number);
    }
}
