package io.github.sqldatabricks.bridge.sync.type;

import java.io.StringReader;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Whether text is what SQL Server's xml takes: a well-formed document or any number of well-formed elements and text,
 * without a DTD.
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/xml/xml-transact-sql">xml</a>
 */
final class XmlCheck {

    private static final String EXPECTED = "well-formed XML without a DTD, and no other encoding declared than UTF-16";

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    XmlCheck() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    }

    /** The text itself, or a refusal. */
    Object check(String text) {
        // A fragment becomes a document by an element around it; what would close that element is not well-formed then.
        String document = text.startsWith("<?xml") ? text : "<x>" + text + "</x>";
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(document));
            requireEncoding(reader.getCharacterEncodingScheme());
            while (reader.hasNext()) {
                requirePlain(reader.next());
            }
            return text;
        } catch (XMLStreamException e) {
            throw Values.refused(EXPECTED);
        }
    }

    /** The driver sends UTF-16, and the server refuses a declaration that contradicts it (error 9402). */
    private static void requireEncoding(String declared) {
        if (declared != null && !declared.equalsIgnoreCase("UTF-16")) {
            throw Values.refused(EXPECTED);
        }
    }

    private static void requirePlain(int event) {
        if (event == XMLStreamConstants.DTD || event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw Values.refused(EXPECTED);
        }
    }
}
