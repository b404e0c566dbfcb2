/** Shows figures: a table redrawn in place on a terminal, plain lines elsewhere. */
@NullMarked
package dev.tarn.demo.screen;

import org.jspecify.annotations.NullMarked;
