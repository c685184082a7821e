/** What a node from Maven Central lacks of modules that are not there, as far as tests want it. */
package io.crowsnest.servers.plugin;
