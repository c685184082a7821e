package io.crowsnest.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of this JVM, resolved once. Immutable. A wrong value never gets here: it is a {@link Problem}, and the default
 * is used.
 */
public final class Settings {

    private final List<Key<?>> keys;
    private final Map<String, Given> given;
    private final List<Problem> problems;

    Settings(List<Key<?>> keys, Map<String, Given> given, List<Problem> problems) {
        this.keys = Collections.unmodifiableList(keys);
        this.given = given;
        this.problems = Collections.unmodifiableList(problems);
    }

    /**
     * Asks, for each key, the agent's arguments, system properties, the environment, the file that {@code config} names and the
     * platform's conventional variables, in this order. Never throws over what a user wrote. An empty value counts as unset.
     *
     * @param agentArguments what follows {@code =} in {@code -javaagent:crowsnest-agent.jar=...}, or null
     * @param instrumentationIds the libraries for which there is a key {@code instrumentation.<id>.enabled}
     */
    public static Settings resolve(
            @Nullable String agentArguments,
            Properties systemProperties,
            Map<String, String> environment,
            Set<String> instrumentationIds) {
        Resolver resolver = new Resolver(instrumentationIds);
        if (agentArguments != null) {
            Arguments.read(agentArguments, resolver);
        }
        resolver.readSystemProperties(systemProperties);
        resolver.readEnvironment(environment);
        String file = resolver.text(Keys.CONFIG);
        if (file != null) {
            YamlFile.read(file, resolver);
        }
        resolver.readConventions(systemProperties, environment);
        return resolver.settings();
    }

    /**
     * The value of a key that has a default.
     *
     * @throws IllegalArgumentException when the key has none, and {@link #find} is to be used
     */
    public <T> T get(Key<T> key) {
        T value = key.defaultText() == null ? null : find(key);
        if (value == null) {
            throw new IllegalArgumentException(key.name().concat(" may be unset"));
        }
        return value;
    }

    /** The value of a key, or null when it is unset and has no default. */
    @SuppressWarnings("unchecked") // the value was parsed by the type of the key with this name
    public <T> @Nullable T find(Key<T> key) {
        Given found = given.get(key.name());
        return found == null ? key.defaultValue() : (T) found.value;
    }

    /** Whether a library is to be instrumented: {@code instrumentation} is {@code all} and its own key isn't false. */
    public boolean instrumentationEnabled(String id) {
        return get(Keys.INSTRUMENTATION).equals("all") && get(Keys.instrumentation(id));
    }

    /** Every key with its value as it may be shown, in the order of {@link Keys}, then one per library. */
    public List<Resolved> all() {
        List<Resolved> all = new ArrayList<>(keys.size());
        for (Key<?> key : keys) {
            Given found = given.get(key.name());
            if (found == null) {
                all.add(new Resolved(key, key.defaultText(), "default"));
            } else {
                all.add(new Resolved(key, key.shown(found.text), found.source));
            }
        }
        return Collections.unmodifiableList(all);
    }

    /** What is wrong or without effect in what the user wrote; empty when all is well. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * These settings with {@code service.version} from the manifest of the application's jar, unless it is set. Not part of
     * {@link #resolve}, as opening the jar takes too long for premain.
     */
    public Settings withManifestVersion(Properties systemProperties) {
        String version = given.containsKey(Keys.SERVICE_VERSION.name()) ? null : ManifestVersion.read(systemProperties);
        if (version == null) {
            return this;
        }
        Map<String, Given> completed = new HashMap<>(given);
        completed.put(Keys.SERVICE_VERSION.name(), Given.of(version, "manifest", version));
        return new Settings(keys, completed, problems);
    }

    /** What is not at its default, secrets masked. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Key<?> key : keys) {
            Given found = given.get(key.name());
            if (found != null) {
                text.append(text.length() == 0 ? "" : " ").append(key.name()).append('=');
                text.append(key.shown(found.text));
            }
        }
        return text.toString();
    }
}
