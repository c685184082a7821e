import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.Set;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.container.AsyncResponse;
import javax.ws.rs.container.Suspended;
import javax.ws.rs.core.Application;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** JAX-RS resources, the same for each implementation, on an embedded Tomcat. */
public final class Shop extends Application {

    private static final ExecutorService LATER = Executors.newCachedThreadPool();

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(Items.class, Unavailable.class);
    }

    /** Adds the implementation's servlet to the shop. */
    interface Implementation {
        Wrapper addTo(Context shop) throws Exception;
    }

    static void run(Implementation implementation) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector();
        Context shop = tomcat.addContext("/shop", null);
        Wrapper wrapper = implementation.addTo(shop);
        wrapper.setAsyncSupported(true);
        wrapper.addMapping("/api/*");
        tomcat.start();

        System.out.println("request GET /shop/api/items/{n} 200 /shop/api/items/{id} none");
        System.out.println("request POST /shop/api/items 204 /shop/api/items none");
        System.out.println("request DELETE /shop/api/items/{n} 405 /shop/api/* none");
        System.out.println("request GET /shop/api/items/{n}/parts/{n} 200 /shop/api/items/{item}/parts/{part} none");
        System.out.println("request GET /shop/api/items/{n}/missing 404 /shop/api/items/{id}/missing none");
        System.out.println("request GET /shop/api/items/{n}/mapped 503 /shop/api/items/{id}/mapped none");
        System.out.println("request GET /shop/api/items/{n}/broken 500 /shop/api/items/{id}/broken ArithmeticException");
        System.out.println("request GET /shop/api/items/{n}/later 200 /shop/api/items/{id}/later none");
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    /** Items of the shop. */
    @Path("items")
    public static final class Items {

        @GET
        @Path("{id}")
        public String item(@PathParam("id") String id) {
            return id;
        }

        @POST
        public void add() {}

        @Path("{item}/parts")
        public Parts parts() {
            return new Parts();
        }

        @GET
        @Path("{id}/missing")
        public Response missing() {
            return Response.status(404).build();
        }

        @GET
        @Path("{id}/mapped")
        public String mapped() {
            throw new IllegalStateException("on purpose");
        }

        @GET
        @Path("{id}/broken")
        public String broken() {
            throw new ArithmeticException("on purpose");
        }

        @GET
        @Path("{id}/later")
        public void later(@Suspended AsyncResponse response) {
            LATER.execute(() -> response.resume("later"));
        }
    }

    /** What a locator leads to. */
    public static final class Parts {

        @GET
        @Path("{part}")
        public String part(@PathParam("part") String part) {
            return part;
        }
    }

    /** The server never gets to know what this answers. */
    public static final class Unavailable implements ExceptionMapper<IllegalStateException> {

        @Override
        public Response toResponse(IllegalStateException thrown) {
            return Response.status(503).build();
        }
    }
}
