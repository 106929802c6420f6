package io.github.sqldatabricks.bridge.wiring.nativeimage;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;

/** Netty's own class, which can't be named from here: it is not public. */
@TargetClass(className = "io.netty.handler.ssl.ResumptionController")
final class Resumption {

    @Alias
    Resumption() {}
}
