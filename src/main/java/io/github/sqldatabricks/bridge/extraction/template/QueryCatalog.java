package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
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
    private final LastGood lastGood;
    private boolean countryKnown;

    private QueryCatalog(LastGood lastGood) {
        this.lastGood = lastGood;
    }

    /**
     * Lists the templates; reads none yet.
     *
     * @param country empty for those that are common to all
     * @param lastGood what a file that is broken was when it was good
     * @throws BridgeException.InvalidRequest when a file's name is no {@link QueryName}
     */
    public static QueryCatalog of(ConfinedFolder folder, Optional<Country> country, LastGood lastGood) {
        QueryCatalog catalog = new QueryCatalog(lastGood);
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
                .map(file -> lastGood.parse(folder, file, text -> SqlTemplate.parse(name, text)))
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
