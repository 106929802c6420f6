package io.github.sqldatabricks.bridge.sync.type;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.sqldatabricks.bridge.model.ColumnType;
import io.github.sqldatabricks.bridge.sync.TargetType;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** uniqueidentifier, xml and json: text that has a form. */
final class Documents {

    private static final Pattern UNIQUE_IDENTIFIER =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");
    private static final JsonFactory JSON = new JsonFactory();

    private Documents() {}

    static TargetType uniqueidentifier(DeclaredType declared) {
        return of(declared, text -> {
            if (!UNIQUE_IDENTIFIER.matcher(text).matches()) {
                throw Values.refused("36 characters such as 6F9619FF-8B86-D011-B42D-00C04FC964FF");
            }
            return text.toUpperCase(Locale.ROOT);
        });
    }

    static TargetType xml(DeclaredType declared) {
        return of(declared, new XmlCheck()::check);
    }

    static TargetType json(DeclaredType declared) {
        return of(declared, Documents::jsonText);
    }

    private static TargetType of(DeclaredType declared, Function<String, Object> check) {
        return CheckedType.of(declared).taking(ColumnType.Text.class, source -> Values.text(check));
    }

    private static Object jsonText(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw Values.refused("one JSON value (RFC 8259)");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw Values.refused("one JSON value (RFC 8259)");
            }
            return text;
        } catch (IOException e) {
            throw Values.refused("one JSON value (RFC 8259)");
        }
    }
}
