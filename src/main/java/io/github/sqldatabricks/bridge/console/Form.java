package io.github.sqldatabricks.bridge.console;

import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a form of a page has sent ({@code application/x-www-form-urlencoded}). Fields that nobody filled in are not there. */
public final class Form {

    private static final int MOST_FIELDS = 5000;

    private final Map<String, List<String>> fields;

    private Form(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /**
     * Reads a body.
     *
     * @throws BridgeException.InvalidRequest when it is no form
     */
    public static Form of(String body) {
        try {
            Map<String, List<String>> fields = new LinkedHashMap<>();
            new QueryStringDecoder(body == null ? "" : body, StandardCharsets.UTF_8, false, MOST_FIELDS)
                    .parameters()
                    .forEach((name, values) -> {
                        List<String> given = values.stream()
                                .filter(value -> !value.isEmpty())
                                .toList();
                        if (!given.isEmpty()) {
                            fields.put(name, given);
                        }
                    });
            return new Form(fields);
        } catch (IllegalArgumentException e) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.BAD_REQUEST, "Expected the fields of a form, but the body is something else.");
        }
    }

    /** The first value of a field. */
    public Optional<String> text(String name) {
        return all(name).stream().findFirst();
    }

    /** All values of a field, such as those of boxes that are ticked. */
    public List<String> all(String name) {
        return fields.getOrDefault(name, List.of());
    }

    /** Fields whose names begin so, by what comes after. */
    public Map<String, String> startingWith(String prefix) {
        Map<String, String> found = new TreeMap<>();
        fields.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), values.get(0));
            }
        });
        return found;
    }
}
