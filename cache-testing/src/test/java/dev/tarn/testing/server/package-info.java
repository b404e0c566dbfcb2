/** Tests of the server launchers. */
@NullMarked
package dev.tarn.testing.server;

import org.jspecify.annotations.NullMarked;
