package io.github.sqldatabricks.bridge.databricks.nativeimage;

import com.databricks.internal.io.netty.util.internal.logging.InternalLoggerFactory;
import com.databricks.internal.io.netty.util.internal.logging.JdkLoggerFactory;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/** Methods of databricks-jdbc that a native executable has in another form, because a native build links everything. */
final class DriverSubstitutions {

    private DriverSubstitutions() {}

    /**
     * The Netty inside the driver logs through {@code java.util.logging} and does not look for others: its Log4J logger
     * extends a class that the driver does not carry.
     */
    @TargetClass(InternalLoggerFactory.class)
    static final class JdkLoggingOnly {

        private JdkLoggingOnly() {}

        @Substitute
        private static InternalLoggerFactory newDefaultFactory(String name) {
            return JdkLoggerFactory.INSTANCE;
        }
    }

    /**
     * Arrow's description of a leak leaves out its buffers: the original calls a method of {@code ArrowBuf} that
     * databricks-jdbc 3.4.5 made private, which fails on a JVM too.
     */
    @TargetClass(className = "com.databricks.internal.apache.arrow.memory.BufferLedger")
    static final class ArrowLedger {

        private ArrowLedger() {}

        @Substitute
        void print(StringBuilder text, int indent, ArrowVerbosity verbosity) {
            text.append(" ".repeat(indent)).append("ledger");
        }
    }

    /** The driver's own enumeration, which can't be named from here: the class around it is not public. */
    @TargetClass(className = "com.databricks.internal.apache.arrow.memory.BaseAllocator", innerClass = "Verbosity")
    static final class ArrowVerbosity {

        private ArrowVerbosity() {}
    }
}
