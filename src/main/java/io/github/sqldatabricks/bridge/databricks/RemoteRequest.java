package io.github.sqldatabricks.bridge.databricks;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One request that can be sent any number of times.
 *
 * @param uri absolute for the object store; path and query for the workspace, which then gets the login's proof
 * @param body made anew from its beginning for each attempt
 */
record RemoteRequest(String method, URI uri, Map<String, String> headers, Body body) {

    /** Makes a request's body. */
    @FunctionalInterface
    interface Body {
        BodyPublisher open();
    }

    /** A request to the workspace without a body. */
    static RemoteRequest of(String method, String path, Map<String, String> query) {
        String parameters = new TreeMap<>(query)
                .entrySet().stream()
                        .map(entry ->
                                entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
        URI uri = URI.create(parameters.isEmpty() ? path : path + "?" + parameters);
        return new RemoteRequest(method, uri, Map.of(), BodyPublishers::noBody);
    }

    /** The same with a body. */
    RemoteRequest with(String contentType, Body content) {
        return new RemoteRequest(method, uri, Map.of("Content-Type", contentType), content);
    }

    /** Whether it goes to the workspace. */
    boolean toWorkspace() {
        return !uri.isAbsolute();
    }

    /**
     * A request body that streams a region of a file: a few kilobytes of memory, and a length known beforehand, because
     * object stores refuse bodies of unknown length. One request at a time uses it.
     */
    static final class FileRegion implements RemoteRequest.Body, AutoCloseable {

        private final Path file;
        private final long offset;
        private final long length;
        private InputStream opened = InputStream.nullInputStream();

        /** The bytes of {@code file} from {@code offset} on, {@code length} of them. */
        FileRegion(Path file, long offset, long length) {
            this.file = file;
            this.offset = offset;
            this.length = length;
        }

        @Override
        public BodyPublisher open() {
            return length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::reopen), length);
        }

        /** Closes the file that a cancelled request may have left open. */
        @Override
        public synchronized void close() {
            try {
                opened.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private synchronized InputStream reopen() {
            close();
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                opened = new Limited(Channels.newInputStream(channel.position(offset)), length);
                return opened;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static final class Limited extends FilterInputStream {
            private long remaining;

            private Limited(InputStream in, long length) {
                super(in);
                this.remaining = length;
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int start, int count) throws IOException {
                if (remaining == 0) {
                    return -1;
                }
                int read = super.read(buffer, start, (int) Math.min(count, remaining));
                remaining -= Math.max(0, read);
                return read;
            }
        }
    }
}
