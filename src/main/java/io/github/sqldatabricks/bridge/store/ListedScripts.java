package io.github.sqldatabricks.bridge.store;

import java.util.Collection;
import java.util.stream.Stream;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;

/**
 * The migrations of a group, by name. Flyway's own search of the class path finds nothing in a native executable, and is slow
 * everywhere.
 */
record ListedScripts(TableGroup group) implements ResourceProvider {

    @Override
    public LoadableResource getResource(String name) {
        return group.scripts().contains(name) ? new PackagedScript(name) : null;
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        return group.scripts().stream()
                .<LoadableResource>map(PackagedScript::new)
                .filter(script -> isNamed(script.getFilename(), prefix, suffixes))
                .toList();
    }

    private static boolean isNamed(String file, String prefix, String... suffixes) {
        return file.startsWith(prefix) && Stream.of(suffixes).anyMatch(file::endsWith);
    }
}
