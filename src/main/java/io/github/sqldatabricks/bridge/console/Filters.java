package io.github.sqldatabricks.bridge.console;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The filters of a list, which are its address: a link is a saved filter. Empty ones are not there. */
public record Filters(Map<String, String> values) {

    private static final int DAY = 10;

    /** The filters of an address. */
    static Filters of(UriInfo uri) {
        MultivaluedMap<String, String> given = uri.getQueryParameters();
        Map<String, String> values = new LinkedHashMap<>();
        given.forEach((name, all) -> {
            if (!all.get(0).isEmpty()) {
                values.put(name, all.get(0));
            }
        });
        return new Filters(values);
    }

    /** A filter's value; null when it is not set. */
    public String value(String name) {
        return values.get(name);
    }

    /** A filter's value for its field. */
    public String shown(String name) {
        return values.getOrDefault(name, "");
    }

    /** Whether the filter has this value. */
    public boolean has(String name, String value) {
        return value.equals(values.get(name));
    }

    /** The address's query with another value of one filter, from the first page; without it when the value is empty. */
    public String with(String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.remove("after");
        if (value.isEmpty()) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(entry.getValue()))
                .collect(Collectors.joining("&", "?", ""));
    }

    /** Those that can be taken away one by one, but the one that has chips of its own. */
    public List<Map.Entry<String, String>> chips(String own) {
        return values.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(own) && !entry.getKey().equals("after"))
                .toList();
    }

    /** A day, as date fields send it, is its first moment in UTC. */
    static String time(String value) {
        return value != null && value.length() == DAY ? value + "T00:00:00Z" : value;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
