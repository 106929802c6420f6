package io.github.sqldatabricks.bridge.store.nativeimage;

import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import org.flywaydb.core.internal.scanner.classpath.ClassPathLocationScanner;
import org.flywaydb.core.internal.scanner.classpath.ClassPathScanner;
import org.flywaydb.core.internal.scanner.classpath.DefaultUrlResolver;
import org.flywaydb.core.internal.scanner.classpath.UrlResolver;

/**
 * In a native executable, Flyway searches no class path: the migrations are listed ({@code Migrations.ListedScripts}), and its ways into
 * JBoss' and OSGi's class loaders extend classes that are not there, while a native build links everything.
 */
@TargetClass(ClassPathScanner.class)
final class NoClassPathSearch {

    private NoClassPathSearch() {}

    /** None, as for a protocol that the original does not know. */
    @Substitute
    private ClassPathLocationScanner createLocationScanner(String protocol) {
        return null;
    }

    @Substitute
    private UrlResolver createUrlResolver(String protocol) {
        return new DefaultUrlResolver();
    }
}
