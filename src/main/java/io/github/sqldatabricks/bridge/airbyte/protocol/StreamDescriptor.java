package io.github.sqldatabricks.bridge.airbyte.protocol;

import java.util.Objects;

/**
 * What names a stream.
 *
 * @param namespace the table's schema; empty when the catalog was configured without namespaces, as older ones are
 * @param name the table's name
 */
public record StreamDescriptor(String namespace, String name) {

    public StreamDescriptor {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "." + name;
    }
}
