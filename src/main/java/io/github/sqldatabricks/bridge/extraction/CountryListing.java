package io.github.sqldatabricks.bridge.extraction;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.CountryParameters;
import io.github.sqldatabricks.bridge.extraction.template.QueryCatalog;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the countries and servers that templates and parameter files know. */
final class CountryListing {

    private static final String TEMPLATE = ".sql";
    private static final String PARAMETERS = ".yaml";

    private final SortedMap<String, CountrySummary> found = new TreeMap<>();

    private CountryListing() {}

    /** All of them, by name. */
    static List<CountrySummary> of(ConfinedFolder queries, ConfinedFolder config) {
        CountryListing listing = new CountryListing();
        queries.folder("countries").ifPresent(parent -> listing.addFolders(parent, false, true));
        queries.folder("servers").ifPresent(parent -> listing.addFolders(parent, true, true));
        listing.addFolders(queries, false, false);
        for (String file : config.fileNames(PARAMETERS)) {
            listing.add(file.substring(0, file.length() - PARAMETERS.length()), false, true, 0);
        }
        return List.copyOf(listing.found.values());
    }

    /** @param evenEmpty whether a folder without templates counts, too */
    private void addFolders(ConfinedFolder parent, boolean server, boolean evenEmpty) {
        for (String name : parent.folderNames()) {
            int templates =
                    parent.folder(name).orElseThrow().fileNames(TEMPLATE).size();
            if (evenEmpty || templates > 0) {
                add(name, server, false, templates);
            }
        }
    }

    private void add(String name, boolean server, boolean parameterFile, int templates) {
        if (isCountry(name)) {
            found.merge(
                    name.toLowerCase(Locale.ROOT),
                    new CountrySummary(name, server, parameterFile, templates),
                    CountryListing::merged);
        }
    }

    /** A parameter file alone says nothing of which of the two it is for. */
    private static CountrySummary merged(CountrySummary earlier, CountrySummary later) {
        CountrySummary both = earlier.with(later);
        boolean server = later.parameterFile() ? earlier.server() : both.server();
        return new CountrySummary(both.name(), server, both.parameterFile(), both.templates());
    }

    /** Whether a request can name it. */
    static boolean isCountry(String name) {
        String key = name.toLowerCase(Locale.ROOT);
        if (QueryCatalog.RESERVED_FOLDERS.contains(key) || CountryParameters.RESERVED_FILES.contains(key)) {
            return false;
        }
        try {
            return new Country(name).code().equals(name);
        } catch (BridgeException.InvalidRequest e) {
            return false;
        }
    }
}
