package io.github.sqldatabricks.bridge.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxData;
import io.github.sqldatabricks.bridge.sandbox.sqlserver.SandboxDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Catches a table of the sandbox that docs/sandbox.md does not have, or shows with other columns, keys or rows. */
class SandboxDocumentTest {

    private static final Path DOCUMENT = Path.of("docs/sandbox.md");
    private static final String BEGIN = "<!-- generated: sandbox tables -->\n";
    private static final double SCALE = 0.01;

    private static final String TABLES = "SELECT t.TABLE_NAME,"
            + " (SELECT LISTAGG(k.COLUMN_NAME, ', ') WITHIN GROUP (ORDER BY k.ORDINAL_POSITION)"
            + " FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE k"
            + " WHERE k.TABLE_SCHEMA = t.TABLE_SCHEMA AND k.TABLE_NAME = t.TABLE_NAME),"
            + " (SELECT LISTAGG(c.COLUMN_NAME, ', ') WITHIN GROUP (ORDER BY c.ORDINAL_POSITION)"
            + " FROM INFORMATION_SCHEMA.COLUMNS c"
            + " WHERE c.TABLE_SCHEMA = t.TABLE_SCHEMA AND c.TABLE_NAME = t.TABLE_NAME)"
            + " FROM INFORMATION_SCHEMA.TABLES t WHERE t.TABLE_SCHEMA = 'dbo' ORDER BY LOWER(t.TABLE_NAME)";

    @Test
    void theDocumentHasEveryTableAsItIs() throws IOException, SQLException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf(BEGIN) + BEGIN.length();
        String expected = document.substring(0, start) + "\n" + tables() + "\n"
                + document.substring(document.indexOf("<!-- end -->", start));
        if (Boolean.getBoolean("update-docs")) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT))
                .as("docs/sandbox.md; rewrite it with: ./mvnw test -Dtest=SandboxDocumentTest -Dupdate-docs=true")
                .isEqualTo(expected);
    }

    private static String tables() throws SQLException {
        StringBuilder table =
                new StringBuilder("| Table | Rows at scale " + SCALE + " | Key | Columns |\n|---|---|---|---|\n");
        try (SandboxDatabase database = SandboxDatabase.inMemory()) {
            SandboxData.load(database, SCALE);
            try (Connection connection = database.connect()) {
                for (List<String> row : rows(connection, TABLES)) {
                    String name = row.get(0);
                    String count = rows(connection, "SELECT COUNT(*) FROM dbo.[" + name + "]")
                            .get(0)
                            .get(0);
                    String key = row.get(1) == null ? "-" : row.get(1);
                    table.append("| `dbo." + name + "` | " + count + " | " + key + " | " + row.get(2) + " |\n");
                }
            }
        }
        return table.toString();
    }

    private static List<List<String>> rows(Connection connection, String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(select)) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
