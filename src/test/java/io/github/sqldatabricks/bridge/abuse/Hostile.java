package io.github.sqldatabricks.bridge.abuse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jboss.logging.Logger;

/** What people send who mean harm. */
final class Hostile {

    private static final Random RANDOM = new Random(seed());

    /** Texts; none is a name of anything here, and each is one JSON string and one parameter of an address. */
    private static final List<String> TEXTS = List.of(
            // SQL
            "'; DROP TABLE dbo.stock; --",
            "x'; DELETE FROM dbo.stock WHERE '1'='1",
            "1; UPDATE dbo.stock SET quantity = -1 --",
            "dbo.stock]; DROP TABLE dbo.stock; --",
            "[dbo].[stock]]; DROP TABLE dbo.stock; --]",
            "\"; DROP TABLE dbo.stock; --",
            "`; DROP TABLE stock; --",
            "dbo.stock WHERE 1=1 /*",
            "*/ OR 1=1 --",
            "x' UNION SELECT name FROM sys.tables --",
            "1 OR 1=1",
            "'; EXEC xp_cmdshell 'whoami' --",
            "'; WAITFOR DELAY '0:0:30' --",
            // paths
            "../../../../etc/passwd",
            "..\\..\\windows\\win.ini",
            "/etc/passwd",
            "C:\\Windows",
            "%2e%2e%2f%2e%2e%2fetc",
            "%252e%252e%252f",
            "....//....//etc",
            "a/../../b",
            "file:///etc/passwd",
            "~/.ssh/id_rsa",
            "q\u0000.sql",
            // headers and logs
            "a\r\nX-Injected: yes",
            "a\nlevel=ERROR forged line",
            "\u001b[31mred\u001b[0m",
            "a\u2028b\u2029c\u0085d",
            // Unicode: right-to-left override, zero width, byte order mark, a Cyrillic letter, full width, combining,
            // tag, not a character
            "dbo.\u202ekcots",
            "dbo.st\u200bock",
            "dbo.st\u00adock",
            "\ufeffdbo.stock",
            "dbo.st\u043eck",
            "\uff44\uff42\uff4f.\uff53\uff54\uff4f\uff43\uff4b",
            "dbo.stocke\u0301",
            "dbo.stock\udb40\udc41",
            "\uffff\ufffe",
            // pages, templates, expressions
            "<script>alert(1)</script>",
            "${jndi:ldap://127.0.0.1/a}",
            "{{7*7}}",
            "#{T(java.lang.Runtime).getRuntime()}",
            "%s%s%n%x",
            // sizes and nothing
            "a".repeat(3_000),
            " ",
            "\t");

    /** JSON that is no Unicode text: half of a surrogate pair. */
    static final String HALF_A_PAIR = "\"a\\ud800b\"";

    /** Numbers that are short here and long or endless elsewhere. */
    private static final List<String> NUMBERS = List.of(
            "1e999999999",
            "-1e999999999",
            "1e-999999999",
            "9".repeat(990),
            "9".repeat(5_000),
            "99999999999999999999",
            "-9223372036854775809",
            "0.1e2147483648",
            "NaN",
            "Infinity",
            "0x10");

    private Hostile() {}

    private static long seed() {
        long seed = Long.getLong("test.hostile.seed", System.nanoTime());
        Logger.getLogger(Hostile.class).infof("-Dtest.hostile.seed=%d", seed);
        return seed;
    }

    /** Some of the texts, others each time; at night all. */
    static List<String> texts() {
        return some(TEXTS, 10);
    }

    /** Some of the numbers, others each time; at night all. */
    static List<String> numbers() {
        return some(NUMBERS, 4);
    }

    /** All of them with {@code -Dtest.hostile.all=true}; {@code -Dtest.hostile.seed} repeats a choice. */
    private static List<String> some(List<String> all, int count) {
        if (Boolean.getBoolean("test.hostile.all")) {
            return all;
        }
        List<String> some = new ArrayList<>(all);
        Collections.shuffle(some, RANDOM);
        return some.subList(0, count);
    }

    /** Lists in lists, so many deep. */
    static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }

    /** Objects in objects, so many deep. */
    static String nestedObjects(int levels) {
        return "{\"a\":".repeat(levels) + "1" + "}".repeat(levels);
    }
}
