package io.github.sqldatabricks.bridge.extraction.template;

import io.github.sqldatabricks.bridge.extraction.input.ConfinedFolder;
import io.github.sqldatabricks.bridge.extraction.input.LastGood;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.Country;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.QueryName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The templates that a country has: those right in the folder, over them those in {@code common/}, over them those in
 * {@code <country>/} or {@code countries/<country>/}; the file name decides what replaces what. A server, which is a folder in
 * {@code servers/}, has those in its own folder only. A template that is broken hides no other.
 */
public final class QueryCatalog {

    /** Folders among the queries that are no country's. */
    public static final Set<String> RESERVED_FOLDERS = Set.of("common", "countries", "servers");

    private static final String SUFFIX = ".sql";

    private final SortedMap<QueryName, ConfinedFolder> folders = new TreeMap<>();
    private final SortedMap<String, String> misnamed = new TreeMap<>();
    private final LastGood lastGood;
    private final Optional<Country> country;
    private final Collection<String> disabled;
    private boolean countryKnown;

    private QueryCatalog(LastGood lastGood, Optional<Country> country, Collection<String> disabled) {
        this.lastGood = lastGood;
        this.country = country;
        this.disabled = disabled;
    }

    /**
     * Lists the templates; reads none yet.
     *
     * @param country or server; empty for the templates that are common to all
     * @param lastGood what a file that is broken was when it was good
     * @param disabled templates that are not to be run, as {@code name} or {@code country/name}
     */
    public static QueryCatalog of(
            ConfinedFolder folder, Optional<Country> country, LastGood lastGood, Collection<String> disabled) {
        QueryCatalog catalog = new QueryCatalog(lastGood, country, disabled);
        List<ConfinedFolder> own =
                country.map(known -> countryFolders(folder, known)).orElse(List.of());
        Optional<ConfinedFolder> server =
                own.isEmpty() ? country.flatMap(known -> within(folder, "servers", known)) : Optional.empty();
        if (server.isEmpty()) {
            catalog.add(folder);
            folder.folder("common").ifPresent(catalog::add);
        }
        own.forEach(catalog::add);
        server.ifPresent(catalog::add);
        catalog.countryKnown = !own.isEmpty() || server.isPresent();
        return catalog;
    }

    private static List<ConfinedFolder> countryFolders(ConfinedFolder folder, Country country) {
        List<ConfinedFolder> own = new ArrayList<>();
        folder.folder(country.code()).or(() -> folder.folder(country.key())).ifPresent(own::add);
        within(folder, "countries", country).ifPresent(own::add);
        return own;
    }

    /** Names of countries are compared without their case, as those of SQL Servers are. */
    private static Optional<ConfinedFolder> within(ConfinedFolder folder, String group, Country country) {
        return folder.folder(group)
                .flatMap(parent -> parent.folderNames().stream()
                        .filter(name -> name.equalsIgnoreCase(country.code()))
                        .findFirst()
                        .flatMap(parent::folder));
    }

    /** The templates' names, in order, disabled ones included. */
    public SortedSet<QueryName> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(folders.keySet()));
    }

    /** The files whose names can't be a query's, and what is wrong with each. */
    public SortedMap<String, String> misnamed() {
        return Collections.unmodifiableSortedMap(misnamed);
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
        ConfinedFolder folder = folder(name);
        return lastGood.parse(folder, file(name), text -> SqlTemplate.parse(name, text));
    }

    /** Where a template's file is, below the configured folder, such as {@code common/orders.sql}. */
    public String place(QueryName name) {
        return folder(name).placeOf(file(name));
    }

    /** Why a template is not to be run; empty when it may be. */
    public Optional<String> disabled(QueryName name) {
        boolean configured = disabled.contains(name.value())
                || country.stream()
                        .anyMatch(known -> disabled.contains(known.key() + "/" + name)
                                || disabled.contains(known.code() + "/" + name));
        return configured
                ? Optional.of("It is in bridge.extraction.disabled-queries.")
                : text(name).flatMap(Directives::disabled);
    }

    /** The parameters that a template declares as secret, even when it is broken otherwise. */
    public Set<String> secrets(QueryName name) {
        try {
            return template(name).directives().secrets();
        } catch (BridgeException.InvalidRequest broken) {
            return text(name).map(Directives::secrets).orElse(Set.of());
        }
    }

    /** What can be read of it. */
    private Optional<String> text(QueryName name) {
        try {
            return Optional.of(folder(name).read(file(name)));
        } catch (BridgeException.InvalidRequest unreadable) {
            return Optional.empty();
        }
    }

    private ConfinedFolder folder(QueryName name) {
        return Optional.ofNullable(folders.get(name)).orElseThrow(() -> unknown(name));
    }

    private Path file(QueryName name) {
        return folder(name).file(name.value() + SUFFIX).orElseThrow(() -> unknown(name));
    }

    private void add(ConfinedFolder folder) {
        for (String file : folder.fileNames(SUFFIX)) {
            try {
                folders.put(new QueryName(file.substring(0, file.length() - SUFFIX.length())), folder);
            } catch (BridgeException.InvalidRequest e) {
                misnamed.put(file, e.getMessage());
            }
        }
    }

    private static BridgeException unknown(QueryName name) {
        return new BridgeException.NotFound(ErrorCode.UNKNOWN_QUERY, "There is no template '" + name + "'.");
    }
}
