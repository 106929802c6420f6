package io.github.sqldatabricks.bridge.extraction;

/**
 * A country, or a server that is read once for several of them.
 *
 * @param name as its folder or file says it
 * @param server whether it is a folder in {@code servers/}
 * @param parameterFile whether it has a parameter file of its own
 * @param templates how many templates are in its own folders
 */
public record CountrySummary(String name, boolean server, boolean parameterFile, int templates) {

    /** Both together: what stands in several places is one country. */
    CountrySummary with(CountrySummary other) {
        return new CountrySummary(
                name, server && other.server, parameterFile || other.parameterFile, templates + other.templates);
    }
}
