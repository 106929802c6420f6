package io.github.sqldatabricks.bridge.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/**
 * What else is known of an event: names, counts and times. Never a token, a password, a parameter's value or a row's.
 *
 * @param json an object, as {@link Builder} writes it: one line of ASCII
 */
public record AuditDetails(String json) {

    /** Nothing else. */
    public static final AuditDetails NONE = new AuditDetails("{}");

    private static final int LONGEST_TEXT = 1024;
    private static final int LONGEST_JSON = 8000;

    /** Collects details. */
    public static Builder builder() {
        return new Builder();
    }

    /** One detail after the other, in the order they were put; used by one thread. */
    public static final class Builder {

        private final ObjectNode json = AuditJson.object();
        private int room = LONGEST_JSON;

        private Builder() {}

        /** A text, cut after 1024 characters. */
        public Builder put(String name, String text) {
            json.put(name, AuditJson.fit(text, LONGEST_TEXT));
            return this;
        }

        /** A count, or a time in milliseconds. */
        public Builder put(String name, long number) {
            json.put(name, number);
            return this;
        }

        public Builder put(String name, boolean flag) {
            json.put(name, flag);
            return this;
        }

        /** As many of the texts as there is room for; how many are left out is another detail, {@code <name>_omitted}. */
        public Builder put(String name, Collection<String> texts) {
            ArrayNode array = json.putArray(name);
            for (String text : texts) {
                String fit = AuditJson.fit(text, LONGEST_TEXT);
                room -= fit.length();
                if (room < 0) {
                    json.put(name + "_omitted", texts.size() - array.size());
                    return this;
                }
                array.add(fit);
            }
            return this;
        }

        public AuditDetails build() {
            return new AuditDetails(AuditJson.write(json));
        }
    }
}
