package io.github.sqldatabricks.bridge.sqlserver.type;

import static io.github.sqldatabricks.bridge.sqlserver.type.TargetTypeCase.refused;
import static io.github.sqldatabricks.bridge.sqlserver.type.TargetTypeCase.taken;

import io.github.sqldatabricks.bridge.model.ColumnType;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Empty, longest and too long values of characters and bytes, and text that has a form. */
final class TextCases {

    private static final ColumnType TEXT = new ColumnType.Text();
    private static final ColumnType BYTES = new ColumnType.Bytes();
    private static final int LATIN = 1252;
    private static final int GREEK = 1253;
    private static final int JAPANESE = 932;
    private static final int UTF_8 = 65001;
    private static final String EMOJI = "\uD83D\uDE00";
    private static final String HALF_PAIR = "\uD83D";

    private TextCases() {}

    static Stream<TargetTypeCase> all() {
        return Stream.of(codePages(), lengths(), national(), bytes(), identifiers(), xml(), json())
                .flatMap(List::stream);
    }

    private static List<TargetTypeCase> codePages() {
        return List.of(
                kept(varchar(4, LATIN), "Züri"),
                kept(varchar(1, LATIN), "€"),
                refused(varchar(10, LATIN), TEXT, "Ω"),
                refused(varchar(10, LATIN), TEXT, "\u0101"),
                refused(varchar(10, LATIN), TEXT, EMOJI),
                kept(varchar(1, GREEK), "Ω"),
                kept(varchar(4, JAPANESE), "日本"),
                refused(varchar(3, JAPANESE), TEXT, "日本"),
                kept(varchar(4, UTF_8), EMOJI),
                refused(varchar(3, UTF_8), TEXT, EMOJI),
                refused(varchar(10, UTF_8), TEXT, HALF_PAIR));
    }

    private static List<TargetTypeCase> lengths() {
        return List.of(
                kept(varchar(3, LATIN), ""),
                kept(varchar(3, LATIN), "a\u0000b"),
                kept(varchar(3, LATIN), "ab "),
                refused(varchar(3, LATIN), TEXT, "ab  "),
                kept(varchar(-1, LATIN), "x".repeat(9000)),
                kept(new DeclaredType("char", 3, 0, 0, OptionalInt.of(LATIN)), "a"),
                kept(new DeclaredType("char", 3, 0, 0, OptionalInt.of(LATIN)), "a  "),
                refused(new DeclaredType("char", 3, 0, 0, OptionalInt.of(LATIN)), TEXT, "a   "),
                kept(new DeclaredType("text", 16, 0, 0, OptionalInt.of(LATIN)), "x".repeat(9000)),
                refused(new DeclaredType("text", 16, 0, 0, OptionalInt.of(LATIN)), TEXT, "Ω"));
    }

    private static List<TargetTypeCase> national() {
        return List.of(
                kept(sized("nvarchar", 6), "日本Ω"),
                kept(sized("nvarchar", 4), EMOJI),
                refused(sized("nvarchar", 2), TEXT, EMOJI),
                kept(sized("nvarchar", 4), HALF_PAIR + "x"),
                kept(sized("nvarchar", 6), "a\u0000b"),
                refused(sized("nvarchar", 4), TEXT, "a  "),
                kept(sized("nvarchar", -1), "Ω".repeat(9000)),
                kept(sized("nchar", 6), "a"),
                refused(sized("nchar", 6), TEXT, "abcd"),
                kept(sized("ntext", 16), "Ω".repeat(9000)));
    }

    private static List<TargetTypeCase> bytes() {
        return List.of(
                keptBytes(sized("binary", 2), 2),
                refused(sized("binary", 2), BYTES, new byte[1]),
                refused(sized("binary", 2), BYTES, new byte[3]),
                keptBytes(sized("varbinary", 2), 0),
                keptBytes(sized("varbinary", 2), 2),
                refused(sized("varbinary", 2), BYTES, new byte[3]),
                keptBytes(sized("varbinary", -1), 9000),
                keptBytes(sized("image", 16), 9000));
    }

    private static List<TargetTypeCase> identifiers() {
        DeclaredType type = sized("uniqueidentifier", 16);
        String upper = "6F9619FF-8B86-D011-B42D-00C04FC964FF";
        return List.of(
                kept(type, upper),
                taken(type, TEXT, "6f9619ff-8b86-d011-b42d-00c04fc964ff", upper),
                refused(type, TEXT, ""),
                refused(type, TEXT, "{" + upper + "}"),
                refused(type, TEXT, upper + " "),
                refused(type, TEXT, upper.replace("-", "")),
                refused(type, TEXT, upper.replace('6', 'G')));
    }

    private static List<TargetTypeCase> xml() {
        DeclaredType type = sized("xml", -1);
        return List.of(
                kept(type, ""),
                kept(type, "<a b=\"1\">Ω</a>"),
                kept(type, "text <a/><a/> and more"),
                kept(type, "<?xml version=\"1.0\"?><a/>"),
                kept(type, "<?xml version=\"1.0\" encoding=\"utf-16\"?><a/>"),
                refused(type, TEXT, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>"),
                refused(type, TEXT, "<a>"),
                refused(type, TEXT, "</x><x>"),
                refused(type, TEXT, "<a>&nothing;</a>"),
                refused(type, TEXT, "<a>\u0000</a>"),
                refused(type, TEXT, "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e \"v\">]><a>&e;</a>"),
                refused(type, TEXT, "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"));
    }

    private static List<TargetTypeCase> json() {
        DeclaredType type = sized("json", -1);
        return List.of(
                kept(type, "{\"a\": [1, null, \"Ω\"]}"),
                kept(type, "[]"),
                refused(type, TEXT, ""),
                refused(type, TEXT, "{\"a\": 1"),
                refused(type, TEXT, "{} {}"),
                refused(type, TEXT, "{a: 1}"));
    }

    private static TargetTypeCase kept(DeclaredType type, String text) {
        return taken(type, TEXT, text, text);
    }

    private static TargetTypeCase keptBytes(DeclaredType type, int length) {
        byte[] bytes = new byte[length];
        return taken(type, BYTES, bytes, bytes);
    }

    private static DeclaredType varchar(int maxLength, int codePage) {
        return new DeclaredType("varchar", maxLength, 0, 0, OptionalInt.of(codePage));
    }

    private static DeclaredType sized(String name, int maxLength) {
        return new DeclaredType(name, maxLength, 0, 0, OptionalInt.empty());
    }
}
