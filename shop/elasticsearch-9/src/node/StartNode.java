import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts a node from jars on the class path, without the launcher, checks and entitlements of a distribution. Run from source
 * by the Java that runs the node: Java 21 or newer, while this project is compiled by 17.
 */
final class StartNode {

    /** Takes the directories of the programs and of the configuration. */
    public static void main(String[] directories) throws Exception {
        LogConfigurator.configureESLogging();
        Path programs = Path.of(directories[0]);
        Settings home = Settings.builder().put("path.home", programs.toString()).build();
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
                home, Map.of(), Path.of(directories[1]), () -> "crowsnest");
        Files.createDirectories(environment.logsDir());
        PluginsLoader modules = PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(programs.resolve("modules"), false), Set.of(), Map.of(), false);
        new Node(environment, modules).start();
        Thread.currentThread().join();
    }
}
