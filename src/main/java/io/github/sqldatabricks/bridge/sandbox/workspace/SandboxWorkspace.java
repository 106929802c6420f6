package io.github.sqldatabricks.bridge.sandbox.workspace;

import com.sun.net.httpserver.HttpServer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Answer;
import io.github.sqldatabricks.bridge.sandbox.workspace.Endpoint.Call;
import io.github.sqldatabricks.bridge.sandbox.workspace.Fault.FaultQueue;
import io.github.sqldatabricks.bridge.sandbox.workspace.Logins.AuthenticationEndpoint;
import io.github.sqldatabricks.bridge.sandbox.workspace.MultipartEndpoint.UploadSessions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A Databricks workspace on this machine, for the sandbox and for tests. It speaks the REST API well enough for the
 * unmodified Java SDK: volumes (folders below a root), OAuth, the current user; other parts are added as
 * {@link Endpoint}s. It listens on 127.0.0.1 only. Calls below {@code /api/} need a bearer token; other paths don't.
 */
public final class SandboxWorkspace implements AutoCloseable {

    /** The id of the one SQL warehouse. */
    public static final String WAREHOUSE_ID = "sandbox";

    private static final String WAREHOUSES = "/api/2.0/sql/warehouses/";
    private static final int THREADS = 32;
    private static final int WAITING = 256;

    static {
        // Without it the JDK's server delays small answers by 40 ms (Nagle against delayed acknowledgements).
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = newThreads();
    private final FaultQueue faults = new FaultQueue();
    private final Logins logins;
    private final UploadSessions uploads;
    private final Path root;

    private SandboxWorkspace(Path root, int port, Logins logins, List<Endpoint> others) throws IOException {
        this.root = root;
        this.logins = logins;
        VolumeFolders volumes = new VolumeFolders(root);
        this.uploads = new UploadSessions(volumes);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        server.setExecutor(threads);
        server.createContext("/", new CallHandler(endpoints(volumes, others), faults));
        server.start();
    }

    /** Starts the workspace with logins that are made up. */
    public static SandboxWorkspace start(Path root, int port, List<Endpoint> others) throws IOException {
        return start(root, port, Logins.random(), others);
    }

    /**
     * Starts the workspace.
     *
     * @param root folder of the volumes; made when missing
     * @param port to listen on; 0 takes a free one
     * @param logins who may use it
     * @param others parts that answer before the built-in ones, but after the login
     * @throws IOException when the folder can't be made or the port is taken
     */
    public static SandboxWorkspace start(Path root, int port, Logins logins, List<Endpoint> others) throws IOException {
        return new SandboxWorkspace(root, port, logins, others);
    }

    /** The workspace's address, {@code http://127.0.0.1:<port>}. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Where it can be told to misbehave. */
    public FaultQueue faults() {
        return faults;
    }

    /** Who may use it. */
    public Logins logins() {
        return logins;
    }

    /** Multipart uploads begun and neither completed nor aborted. */
    public int openUploads() {
        return uploads.open();
    }

    /** Makes a volume when it is missing, and returns its local folder. */
    public Path createVolume(String catalog, String schema, String volume) throws IOException {
        return Files.createDirectories(
                root.resolve("Volumes").resolve(catalog).resolve(schema).resolve(volume));
    }

    /** Stops at once; requests under way are cut. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private List<Endpoint> endpoints(VolumeFolders volumes, List<Endpoint> others) {
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.add(new AuthenticationEndpoint(logins));
        endpoints.addAll(others);
        endpoints.add(new MultipartEndpoint(volumes, uploads));
        endpoints.add(new FilesEndpoint(volumes));
        endpoints.add(new DirectoriesEndpoint(volumes));
        endpoints.add(SandboxWorkspace::identity);
        return endpoints;
    }

    /** The current user, and the state of the one SQL warehouse, which always runs unless another part answers for it. */
    private static Optional<Answer> identity(Call call) {
        if (!call.method().equals("GET")) {
            return Optional.empty();
        }
        if (call.path().equals("/api/2.0/preview/scim/v2/Me")) {
            return Optional.of(Answer.ok(
                    Map.of("id", "1", "userName", "sandbox@localhost", "active", true, "entitlements", List.of())));
        }
        if (call.path().startsWith(WAREHOUSES)) {
            return warehouse(call.path().substring(WAREHOUSES.length()));
        }
        return Optional.empty();
    }

    private static Optional<Answer> warehouse(String id) {
        if (id.contains("/")) {
            return Optional.empty();
        }
        return Optional.of(
                id.equals(WAREHOUSE_ID)
                        ? Answer.ok(Map.of("id", id, "name", "Sandbox", "state", "RUNNING", "num_clusters", 1))
                        : Answer.error(404, "RESOURCE_DOES_NOT_EXIST", "SQL warehouse " + id + " does not exist."));
    }

    private static ExecutorService newThreads() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "sandbox-workspace-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
