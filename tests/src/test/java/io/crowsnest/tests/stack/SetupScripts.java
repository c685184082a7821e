package io.crowsnest.tests.stack;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Runs the scripts that prepare servers, as their containers do, with passwords in a folder. */
final class SetupScripts {

    private final Path secrets;
    private final Map<String, String> environment = new HashMap<>();

    private SetupScripts(Path secrets) {
        this.secrets = secrets;
        environment.put("SECRETS", secrets.toString());
        environment.put(
                "OBJECTS", Project.ROOT.resolve("dashboards/output/kibana").toString());
        environment.put("SETUP_PAUSE", "0.1");
        environment.put("SETUP_PATIENCE", "60");
    }

    /** Makes the passwords, all random, below {@code directory}. */
    static SetupScripts withSecretsIn(Path directory) throws IOException, InterruptedException {
        Path secrets = Files.createDirectories(directory.resolve("secrets"));
        SetupScripts scripts = new SetupScripts(secrets);
        scripts.makeSecrets(Map.of());
        return scripts;
    }

    /** As the container {@code secrets} does, but everything belongs to whoever runs the test. */
    Command.Result makeSecrets(Map<String, String> settings) throws IOException, InterruptedException {
        Path programs = Files.createDirectories(secrets.resolveSibling("programs"));
        Path chown = Files.writeString(programs.resolve("chown"), "#!/bin/sh\n");
        if (!chown.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + chown + " executable");
        }
        Map<String, String> all = new HashMap<>(settings);
        all.put("PATH", programs + ":" + System.getenv("PATH"));
        return Command.run(
                secrets, all, "sh", Project.SETUP.resolve("secrets.sh").toString(), secrets.toString());
    }

    SetupScripts with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    String secret(String name) throws IOException {
        return Files.readString(secrets.resolve(name));
    }

    void setSecret(String name, String value) throws IOException {
        Files.delete(secrets.resolve(name));
        Files.writeString(secrets.resolve(name), value);
    }

    Path secrets() {
        return secrets;
    }

    Command.Result elasticsearch(URI url) throws IOException, InterruptedException {
        return run("elasticsearch.sh", "ELASTICSEARCH_URL", url);
    }

    Command.Result kibana(URI url) throws IOException, InterruptedException {
        return run("kibana.sh", "KIBANA_URL", url);
    }

    String authorization(String user, String secret) throws IOException {
        byte[] credentials = (user + ":" + secret(secret)).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private Command.Result run(String script, String variable, URI url) throws IOException, InterruptedException {
        Command.assumeInstalled("curl");
        Map<String, String> all = new HashMap<>(environment);
        all.put(variable, url.toString());
        return Command.run(
                Project.SETUP, all, "sh", Project.SETUP.resolve(script).toString());
    }
}
