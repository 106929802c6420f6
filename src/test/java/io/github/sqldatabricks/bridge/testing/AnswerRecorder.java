package io.github.sqldatabricks.bridge.testing;

import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps every answer that the service gives in the tests' own process, for {@link OutputScan}. */
@Provider
public class AnswerRecorder implements WriterInterceptor {

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        OutputStream answer = context.getOutputStream();
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        context.setOutputStream(copy);
        context.proceed();
        ProcessOutput.answer(context.getHeaders() + "\n" + copy.toString(StandardCharsets.UTF_8));
        copy.writeTo(answer);
        context.setOutputStream(answer);
    }
}
