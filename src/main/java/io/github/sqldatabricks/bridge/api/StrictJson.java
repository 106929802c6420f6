package io.github.sqldatabricks.bridge.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.github.sqldatabricks.bridge.model.BridgeException;
import io.github.sqldatabricks.bridge.model.ErrorCode;
import io.github.sqldatabricks.bridge.model.PlainNumber;
import io.github.sqldatabricks.bridge.model.QuotedInput;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Requests are taken literally: what is misspelt, doubled or of another type is refused, never guessed; and so are values that are
 * handed on as they are, but can't be written out again.
 */
@Singleton
public class StrictJson implements ObjectMapperCustomizer {

    @Override
    @SuppressWarnings("deprecation") // MapperFeature can only be set so on a mapper that exists.
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(WholeNumbers.module());
        mapper.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
        mapper.disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
        mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        mapper.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS);
        for (CoercionInputShape shape : new CoercionInputShape[] {
            CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean
        }) {
            mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
        }
    }

    /**
     * Returns the value, when it can be written out.
     *
     * @param name what people know it by
     * @throws BridgeException.InvalidRequest when the name or a text of it is no Unicode text (half of a surrogate pair), or a number
     *     has too many digits
     */
    public static JsonNode requireWritable(String name, JsonNode value) {
        requireText(name, name);
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            requireText(name, value.textValue());
        } else if (value.isNumber()) {
            PlainNumber.require(name, value.decimalValue());
        } else if (value.isContainerNode()) {
            value.forEach(element -> requireWritable(name, element));
            value.fieldNames().forEachRemaining(inner -> requireText(name, inner));
        }
        return value;
    }

    /**
     * Checks a text alone.
     *
     * @throws BridgeException.InvalidRequest as {@link #requireWritable}
     */
    public static void requireText(String name, String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new BridgeException.InvalidRequest(
                    ErrorCode.INVALID_FIELD,
                    "Expected " + QuotedInput.of(name) + " to be Unicode text, but got half of a surrogate pair.");
        }
    }

    /**
     * Reads 100.0 as the integer that it is to JSON Schema, and as many clients write one. A number with a fraction stays none.
     *
     * @param <N> Integer or Long
     */
    static final class WholeNumbers<N extends Number> extends StdScalarDeserializer<N> {

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
}
