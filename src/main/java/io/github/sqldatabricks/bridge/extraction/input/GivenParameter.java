package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ParameterValue;

/**
 * A parameter's value and who gave it.
 *
 * @param origin for people: a file and line, {@code request}, or {@code default of the template}
 */
public record GivenParameter(ParameterValue value, String origin) {}
