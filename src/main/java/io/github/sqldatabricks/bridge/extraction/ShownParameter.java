package io.github.sqldatabricks.bridge.extraction;

/**
 * A parameter, for people.
 *
 * @param value as text, masked when it is a secret
 * @param origin a file and line, or {@code request}
 */
public record ShownParameter(String name, String value, String origin) {}
