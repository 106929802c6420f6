package io.github.sqldatabricks.bridge.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Here to catch: an abort that a driver's unchecked exception ends half-way, with the connection still open. */
class JdbcSessionTest {

    @Test
    void anAbortGoesOnWhateverTheDriverThrows() {
        List<String> calls = new ArrayList<>();
        Connection connection = failing(Connection.class, calls);
        JdbcSession session = new JdbcSession(connection, () -> calls.add("abort"));
        session.use(failing(Statement.class, calls));

        assertThatCode(session::abort).doesNotThrowAnyException();
        assertThat(calls).containsExactly("cancel", "abort", "close");
    }

    private static <T> T failing(Class<T> type, List<String> calls) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    throw new IllegalStateException("the driver failed");
                }));
    }
}
