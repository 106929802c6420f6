package io.github.sqldatabricks.bridge.jdbc;

import java.time.Duration;

/**
 * How each new session on SQL Server begins: the same for every login. Without the language, {@code '2026-02-03'} is the second of
 * March for the type datetime when the login's language is Spanish, German or French. The driver keeps a session for the
 * connection's life, so that nothing resets it (its own silent reconnecting, {@code connectRetryCount}, is off).
 *
 * @see <a href="https://learn.microsoft.com/sql/t-sql/statements/set-language-transact-sql">SET LANGUAGE</a>
 */
public final class SqlServerSession {

    /** Implies the next two; they are said for a server on which it was redefined. */
    private static final String DATES = "SET LANGUAGE us_english; SET DATEFORMAT mdy; SET DATEFIRST 7";

    private SqlServerSession() {}

    /** One batch, thus one round trip. */
    public static String begin(Duration lockTimeout) {
        return DATES + "; SET LOCK_TIMEOUT " + lockTimeout.toMillis();
    }

    /** As {@link #begin}, for work that gives way to others when sessions lock each other out. */
    public static String beginPolitely(Duration lockTimeout) {
        return begin(lockTimeout) + "; SET DEADLOCK_PRIORITY LOW";
    }
}
