/** Runs several nodes as processes, with a Redis of their own, and times how fast they see each other's updates. */
@NullMarked
package dev.tarn.demo.nodes;

import org.jspecify.annotations.NullMarked;
