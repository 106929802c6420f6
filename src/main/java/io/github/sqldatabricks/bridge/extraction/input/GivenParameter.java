package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ParameterValue;

/** A parameter and who gave it. */
public sealed interface GivenParameter {

    /** Who gave it, for people: a file and line, {@code request}, or the template. */
    String origin();

    /** A value that stands there. */
    record Fixed(ParameterValue value, String origin) implements GivenParameter {}

    /** A value that is computed from the time of the request. */
    record Computed(DateExpression expression, String origin) implements GivenParameter {}
}
