package io.github.sqldatabricks.bridge.messaging;

/** The names of channels and of their worker pools. */
final class Channels {

    /** Leases of queries to extract. */
    static final String EXTRACTION = "extraction";

    /** The threads that extract; as many as {@code bridge.extraction.concurrency}. */
    static final String EXTRACTION_POOL = "extraction-pool";

    private Channels() {}
}
