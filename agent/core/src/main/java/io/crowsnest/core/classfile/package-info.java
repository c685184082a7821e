/** Reads and writes class files, as little of it as weaving needs: a library for all of it costs the start of applications a tenth of a second. */
package io.crowsnest.core.classfile;
