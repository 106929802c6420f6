package io.github.sqldatabricks.bridge.extraction;

/** What all runs share. */
record QueryTools(
        ExtractionConfig config,
        RowSource source,
        RowFileWriter writer,
        LandingZone landingZone,
        ExtractionThreads threads,
        SpoolFolder spool,
        String version) {}
