/** Compiles the snippets of the documents, and compares them with the documents. */
@NullMarked
package dev.tarn.demo.docs;

import org.jspecify.annotations.NullMarked;
