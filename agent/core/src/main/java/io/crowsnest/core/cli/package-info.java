/** The jar as a program: {@code java -jar crowsnest-agent.jar [help | version | config | instrumentations]}. */
@NullMarked
package io.crowsnest.core.cli;

import org.jspecify.annotations.NullMarked;
