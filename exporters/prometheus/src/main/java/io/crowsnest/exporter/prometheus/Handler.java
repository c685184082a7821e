package io.crowsnest.exporter.prometheus;

import java.io.IOException;

/** Answers the requests for one path; they are GET or HEAD. */
interface Handler {

    Response answer(Request request) throws IOException;
}
