package io.github.sqldatabricks.bridge.databricks.nativeimage;

import com.databricks.internal.io.netty.util.internal.logging.InternalLoggerFactory;
import com.databricks.internal.io.netty.util.internal.logging.JdkLoggerFactory;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * In a native executable, the Netty inside databricks-jdbc logs through {@code java.util.logging} and does not look for
 * others: its Log4J logger extends a class that the driver does not carry, and a native build links everything.
 */
@TargetClass(InternalLoggerFactory.class)
final class JdkLoggingOnly {

    private JdkLoggingOnly() {}

    @Substitute
    private static InternalLoggerFactory newDefaultFactory(String name) {
        return JdkLoggerFactory.INSTANCE;
    }
}
