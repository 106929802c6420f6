package io.github.sqldatabricks.bridge.sqlserver.type;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.github.sqldatabricks.bridge.sync.TargetTable.TargetType;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** What columns of text take that has a form: uniqueidentifier, xml and json. */
final class DocumentRules {

    private static final Pattern UNIQUE_IDENTIFIER =
            Pattern.compile("[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}");
    private static final JsonFactory JSON = new JsonFactory();

    private DocumentRules() {}

    static TargetType uniqueidentifier(DeclaredType declared) {
        return of(declared, text -> {
            if (!UNIQUE_IDENTIFIER.matcher(text).matches()) {
                throw CheckedType.refused("36 characters such as 6F9619FF-8B86-D011-B42D-00C04FC964FF");
            }
            return text.toUpperCase(Locale.ROOT);
        });
    }

    static TargetType xml(DeclaredType declared) {
        return of(declared, new XmlCheck()::check);
    }

    static TargetType json(DeclaredType declared) {
        return of(declared, DocumentRules::jsonText);
    }

    private static TargetType of(DeclaredType declared, Function<String, Object> check) {
        return CheckedType.of(declared).takingText(check);
    }

    private static Object jsonText(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() == null) {
                throw CheckedType.refused("one JSON value (RFC 8259)");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw CheckedType.refused("one JSON value (RFC 8259)");
            }
            return text;
        } catch (IOException e) {
            throw CheckedType.refused("one JSON value (RFC 8259)");
        }
    }

    /**
     * Whether text is what SQL Server's xml takes: a well-formed document or any number of well-formed elements and text,
     * without a DTD.
     *
     * @see <a href="https://learn.microsoft.com/sql/t-sql/xml/xml-transact-sql">xml</a>
     */
    private static final class XmlCheck {

        private static final String EXPECTED =
                "well-formed XML without a DTD, and no other encoding declared than UTF-16";

        private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

        XmlCheck() {
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        }

        /** The text itself, or a refusal. */
        Object check(String text) {
            // A fragment becomes a document by an element around it; what would close that element is not well-formed
            // then.
            String document = text.startsWith("<?xml") ? text : "<x>" + text + "</x>";
            try {
                XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
                requireEncoding(reader.getCharacterEncodingScheme());
                while (reader.hasNext()) {
                    requirePlain(reader.next());
                }
                return text;
            } catch (XMLStreamException e) {
                throw CheckedType.refused(EXPECTED);
            }
        }

        /** The driver sends UTF-16, and the server refuses a declaration that contradicts it (error 9402). */
        private static void requireEncoding(String declared) {
            if (declared != null && !declared.equalsIgnoreCase("UTF-16")) {
                throw CheckedType.refused(EXPECTED);
            }
        }

        private static void requirePlain(int event) {
            if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw CheckedType.refused(EXPECTED);
            }
        }
    }
}
