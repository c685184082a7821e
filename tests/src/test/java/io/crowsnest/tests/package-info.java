/** The real agent jar in real JVMs: a scenario is a tiny main, a test starts it and asserts on what came out. */
package io.crowsnest.tests;
