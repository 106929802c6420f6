package io.github.sqldatabricks.bridge.bench;

import io.github.sqldatabricks.bridge.databricks.Workspace;
import io.github.sqldatabricks.bridge.sandbox.workspace.SandboxWorkspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The local workspace in a process of its own, so that its work does not count as the bridge's. */
final class WorkspaceProcess implements AutoCloseable {

    private final Process process;
    private final Workspace workspace;

    private WorkspaceProcess(Process process, Workspace workspace) {
        this.process = process;
        this.workspace = workspace;
    }

    static WorkspaceProcess start(Path root) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-Xmx256m", "-cp", System.getProperty("java.class.path"), WorkspaceProcess.class.getName(),
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        URI uri = URI.create(out.readLine());
        Workspace workspace = new Workspace(uri, new Workspace.Credentials.Token(out.readLine()), "");
        return new WorkspaceProcess(process, workspace);
    }

    Workspace workspace() {
        return workspace;
    }

    /** Ends by itself when its parent does: its input ends then. */
    public static void main(String... arguments) throws IOException {
        try (SandboxWorkspace workspace = SandboxWorkspace.start(Path.of(arguments[0]), 0, List.of())) {
            workspace.createVolume("main", "bridge", "bench");
            System.out.println(workspace.uri());
            System.out.println(workspace.logins().personalToken());
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
