package io.github.sqldatabricks.bridge.testing;

import java.io.IOException;
import java.nio.file.Path;

/** Certificates that sign themselves, for this machine, made by the JDK's keytool. */
public final class SelfSigned {

    private SelfSigned() {}

    /** Makes a PKCS #12 file with a new key and its certificate, which is for this common name and 127.0.0.1. */
    public static void write(Path store, String name, String password) throws IOException, InterruptedException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        password)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed, see above");
        }
    }
}
