package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The templates that a country has: those right in the folder, over them those in {@code common/}, over them those in
 * {@code <country>/}; the file name decides what replaces what.
 */
public final class QueryCatalog {

    private static final String SUFFIX = ".sql";

    private final SortedMap<QueryName, ConfinedFolder> folders = new TreeMap<>();
    private boolean countryKnown;

    private QueryCatalog() {}

    /**
     * Lists the templates; reads none yet.
     *
     * @param country empty for those that are common to all
     * @throws BridgeException.InvalidRequest when a file's name is no {@link QueryName}
     */
    public static QueryCatalog of(ConfinedFolder folder, Optional<Country> country) {
        QueryCatalog catalog = new QueryCatalog();
        catalog.add(folder);
        folder.folder("common").ifPresent(catalog::add);
        Optional<ConfinedFolder> own =
                country.flatMap(known -> folder.folder(known.code()).or(() -> folder.folder(known.key())));
        own.ifPresent(catalog::add);
        catalog.countryKnown = own.isPresent();
        return catalog;
    }

    /** The templates' names, in order. */
    public SortedSet<QueryName> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(folders.keySet()));
    }

    /** Whether the country has a folder of its own. */
    public boolean countryKnown() {
        return countryKnown;
    }

    /**
     * Reads a template.
     *
     * @throws BridgeException.NotFound when there is none of that name
     * @throws BridgeException.InvalidRequest as {@link SqlTemplate#parse}
     */
    public SqlTemplate template(QueryName name) {
        ConfinedFolder folder = Optional.ofNullable(folders.get(name)).orElseThrow(() -> unknown(name));
        return folder.file(name.value() + SUFFIX)
                .map(file -> SqlTemplate.parse(name, folder.read(file)))
                .orElseThrow(() -> unknown(name));
    }

    private void add(ConfinedFolder folder) {
        for (String file : folder.fileNames(SUFFIX)) {
            folders.put(new QueryName(file.substring(0, file.length() - SUFFIX.length())), folder);
        }
    }

    private static BridgeException unknown(QueryName name) {
        return new BridgeException.NotFound("unknown-query", "There is no template '" + name + "'.");
    }
}
