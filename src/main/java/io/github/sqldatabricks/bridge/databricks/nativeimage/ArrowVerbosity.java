package io.github.sqldatabricks.bridge.databricks.nativeimage;

import com.oracle.svm.core.annotate.TargetClass;

/** The driver's own enumeration, which can't be named from here: the class around it is not public. */
@TargetClass(className = "com.databricks.internal.apache.arrow.memory.BaseAllocator", innerClass = "Verbosity")
final class ArrowVerbosity {

    private ArrowVerbosity() {}
}
