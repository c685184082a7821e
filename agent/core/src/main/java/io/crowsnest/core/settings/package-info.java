/**
 * Settings: one typed, documented key each ({@link io.crowsnest.core.settings.Keys}), resolved once at start
 * ({@link io.crowsnest.core.settings.Settings#resolve}).
 *
 * <p>Resolving runs in premain, before the application. So everything it reaches is plain old code: no lambdas, no streams, no
 * regular expressions, no {@code java.nio.file}, no logging; a test watches the classes that it loads. YAML is the exception
 * ({@link io.crowsnest.core.settings.YamlFile}), and its classes are loaded only when a file is configured.
 */
@NullMarked
package io.crowsnest.core.settings;

import org.jspecify.annotations.NullMarked;
