import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** OkHttp, waited for and not. */
public final class Main {

    private static final OkHttpClient CLIENT = new OkHttpClient();
    private static final OkHttpClient IMPATIENT =
            CLIENT.newBuilder().readTimeout(300, TimeUnit.MILLISECONDS).build();

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(Main::execute, Main::enqueue));
    }

    private static int execute(Calls.Call call) throws IOException {
        Call prepared = prepare(call);
        try (Response response = prepared.execute()) {
            return status(response);
        }
    }

    private static int enqueue(Calls.Call call) throws Exception {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        prepare(call).enqueue(new Callback() {
            @Override
            public void onFailure(Call failed, IOException e) {
                status.completeExceptionally(e);
            }

            @Override
            public void onResponse(Call answered, Response response) {
                try (response) {
                    status.complete(status(response));
                }
            }
        });
        return status.get();
    }

    private static int status(Response response) {
        try {
            response.body().bytes();
        } catch (IOException incomplete) {
            // The answer was there, if not all of its body.
        }
        return response.code();
    }

    private static Call prepare(Calls.Call call) {
        Request.Builder request = new Request.Builder().url(call.uri().toString());
        request.method(call.method(), call.body() == null ? null : RequestBody.create(null, call.body()));
        if (call.traceparent() != null) {
            request.header("traceparent", call.traceparent());
        }
        Call prepared = (call.goal() == Calls.Goal.TIME_OUT ? IMPATIENT : CLIENT).newCall(request.build());
        if (call.goal() == Calls.Goal.ABORT) {
            Calls.later(prepared::cancel);
        }
        return prepared;
    }
}
