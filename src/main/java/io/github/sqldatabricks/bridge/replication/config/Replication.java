package io.github.sqldatabricks.bridge.replication.config;

import io.github.sqldatabricks.bridge.model.Country;
import java.util.List;
import java.util.Optional;

/**
 * What one file says: which rows of a source are kept current in which tables, and when. Nothing of it was compared with the source's
 * catalogue yet.
 *
 * @param name 1 to 64 lower-case letters, digits, {@code _} and {@code -}, no other file's
 * @param description for people; may be empty
 * @param file its name
 * @param country whose SQL Server, templates and parameters are used
 * @param target where the tables are
 * @param schedule when it runs by itself; empty for never
 * @param defaults what holds for streams that do not say otherwise
 * @param rules its entries, in the order of the file, which means nothing
 */
public record Replication(
        String name,
        String description,
        String file,
        Country country,
        TargetPlace target,
        Optional<Schedule> schedule,
        StreamOptions defaults,
        List<StreamRule> rules) {

    /** What a name looks like. */
    public static final String NAME_PATTERN = "[a-z0-9][a-z0-9_-]{0,63}";

    public Replication {
        rules = List.copyOf(rules);
    }
}
