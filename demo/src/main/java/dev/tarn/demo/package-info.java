/** Runs the demo: command line, one node, the wiring of its cache. */
@NullMarked
package dev.tarn.demo;

import org.jspecify.annotations.NullMarked;
