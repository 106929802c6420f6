package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.function.Function;

/**
 * Reads 100.0 as the integer that it is to JSON Schema, and as many clients write one. A number with a fraction stays none.
 *
 * @param <N> Integer or Long
 */
final class WholeNumbers<N extends Number> extends StdScalarDeserializer<N> {

    private static final long serialVersionUID = 1;

    private final transient Function<BigDecimal, N> exact;

    private WholeNumbers(Class<N> type, Function<BigDecimal, N> exact) {
        super(type);
        this.exact = exact;
    }

    static SimpleModule module() {
        return new SimpleModule()
                .addDeserializer(Integer.class, new WholeNumbers<>(Integer.class, BigDecimal::intValueExact))
                .addDeserializer(Long.class, new WholeNumbers<>(Long.class, BigDecimal::longValueExact));
    }

    @Override
    @SuppressWarnings("unchecked") // The deserializer of Integer makes an Integer, that of Long a Long.
    public N deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        if (!parser.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
            return (N) NumberDeserializers.find(handledType(), handledType().getName())
                    .deserialize(parser, context);
        }
        try {
            return exact.apply(parser.getDecimalValue());
        } catch (ArithmeticException e) {
            return context.reportInputMismatch(this, "Expected a whole number in range.");
        }
    }
}
