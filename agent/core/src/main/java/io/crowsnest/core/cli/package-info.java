/**
 * The jar as a program: {@code java -jar crowsnest-agent.jar [help | version | config | doctor | instrumentations | metrics | send-test | attach | drain |
 * stack]}.
 */
@NullMarked
package io.crowsnest.core.cli;

import org.jspecify.annotations.NullMarked;
