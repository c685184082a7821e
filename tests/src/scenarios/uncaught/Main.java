import java.util.concurrent.ThreadFactory;

/** Threads that die of exceptions, one after the other, and at last the main thread. */
public final class Main {

    public static void main(String[] args) throws Exception {
        // By then the agent has woven what the JVM had loaded before it.
        Thread.sleep(Long.parseLong(args[0]));
        die(new Thread(Main::fail, "platform"));
        if (Runtime.version().feature() >= 21) {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder$OfVirtual");
            ThreadFactory factory = (ThreadFactory) type.getMethod("factory").invoke(type.getMethod("name", String.class).invoke(builder, "virtual"));
            die(factory.newThread(Main::fail));
        }
        Thread handled = new Thread(Main::fail, "handled");
        handled.setUncaughtExceptionHandler((thread, thrown) -> System.out.println("handled"));
        die(handled);
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> System.out.println("handled by default"));
        die(new Thread(Main::fail, "default"));
        Thread.setDefaultUncaughtExceptionHandler(null);
        fail();
    }

    private static void die(Thread thread) throws InterruptedException {
        thread.start();
        thread.join();
    }

    private static void fail() {
        throw new IllegalStateException("nobody catches this");
    }
}
