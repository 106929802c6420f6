package io.github.sqldatabricks.bridge.extraction.template;

/** A value is none of the declared type; the message says why, and never repeats the value. */
final class UnfitValue extends RuntimeException {

    UnfitValue(String why) {
        super(why, null, false, false);
    }
}
