/** Holds the products of the demo: an SQL schema in an H2 file, its rows, reads and changes. */
@NullMarked
package dev.tarn.demo.catalogue;

import org.jspecify.annotations.NullMarked;
