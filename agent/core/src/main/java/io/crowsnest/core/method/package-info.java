/** Methods that the settings name to be measured: what was asked for, and what became of it. */
package io.crowsnest.core.method;
