/** Changes class files: puts call sites around the methods that hooks name. Knows bytecode, nothing of hooks' code. */
package io.crowsnest.core.weave;
