package io.github.sqldatabricks.bridge.databricks;

/** The workspace or the network does not let files be uploaded in parts; the single upload may work. */
final class MultipartUnavailable extends RuntimeException {

    /** @param why for people; no secrets */
    MultipartUnavailable(String why) {
        super(why, null, false, false);
    }
}
