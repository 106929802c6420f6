package io.github.sqldatabricks.bridge.databricks.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * In a native executable, Arrow's description of a leak leaves out its buffers: the original calls a method of
 * {@code ArrowBuf} that databricks-jdbc 3.4.5 made private, which fails on a JVM too, and a native build links everything.
 */
@TargetClass(className = "com.databricks.internal.apache.arrow.memory.BufferLedger")
final class ArrowLedger {

    private ArrowLedger() {}

    @Substitute
    void print(StringBuilder text, int indent, ArrowVerbosity verbosity) {
        text.append(" ".repeat(indent)).append("ledger");
    }
}
