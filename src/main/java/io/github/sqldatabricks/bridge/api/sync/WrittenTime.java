package io.github.sqldatabricks.bridge.api.sync;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.datatype.jsr310.deser.InstantDeserializer;
import java.io.IOException;
import java.time.Instant;

/** Times as RFC 3339 writes them. Jackson alone would take a number for seconds, where its sender may mean milliseconds. */
final class WrittenTime extends StdScalarDeserializer<Instant> {

    private static final long serialVersionUID = 1;

    WrittenTime() {
        super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_STRING)) {
            return (Instant) context.handleUnexpectedToken(Instant.class, parser);
        }
        if (parser.getText().indexOf(':') < 0) {
            return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "no time");
        }
        return InstantDeserializer.INSTANT.deserialize(parser, context);
    }
}
