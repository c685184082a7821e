import javax.websocket.OnMessage;
import javax.websocket.server.ServerEndpoint;

/** Says what it hears. */
@ServerEndpoint("/echo/{n}")
public class Echo {

    @OnMessage
    public String echo(String text) {
        return text;
    }
}
