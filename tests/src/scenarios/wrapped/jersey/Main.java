import java.util.List;
import javax.ws.rs.ProcessingException;
import javax.ws.rs.client.Client;
import javax.ws.rs.client.ClientBuilder;
import javax.ws.rs.client.Entity;
import javax.ws.rs.client.Invocation;
import javax.ws.rs.core.Response;
import org.glassfish.jersey.apache.connector.ApacheConnectorProvider;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.client.ClientProperties;

/** Jersey's client over HttpURLConnection and over Apache HttpClient 4. */
public final class Main {

    private static final Client PLAIN = ClientBuilder.newClient();
    private static final Client APACHE =
            ClientBuilder.newClient(new ClientConfig().connectorProvider(new ApacheConnectorProvider()));

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(call -> send(PLAIN, call), call -> send(APACHE, call)), List.of());
    }

    private static int send(Client client, Calls.Call call) throws Exception {
        Invocation.Builder request = client.target(call.uri())
                .property(ClientProperties.READ_TIMEOUT, call.timeoutMillis())
                .property(ClientProperties.FOLLOW_REDIRECTS, false)
                .request();
        if (call.traceparent() != null) {
            request.header("traceparent", call.traceparent());
        }
        try (Response response = call.body() == null
                ? request.method(call.method())
                : request.method(call.method(), Entity.text(call.body()))) {
            return response.getStatus();
        } catch (ProcessingException e) {
            throw (Exception) e.getCause();
        }
    }
}
