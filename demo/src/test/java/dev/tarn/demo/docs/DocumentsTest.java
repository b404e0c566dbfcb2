package dev.tarn.demo.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the Java snippets and the links of the documents with what is there. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

    @Test
    void snippets_ofAllDocuments_standInCompiledSource() {
        String compiled = compiled();
        List<String> snippets = new ArrayList<>();
        documents().forEach(document -> snippets.addAll(found(JAVA, read(document))));

        assertThat(snippets).hasSizeGreaterThan(8);
        assertThat(snippets).allSatisfy(snippet -> assertThat(compiled).contains(withoutSpace(snippet)));
    }

    @Test
    void snippet_withOneCharacterChanged_isNotInCompiledSource() {
        String compiled = compiled();

        assertThat(compiled).doesNotContain(withoutSpace("products.invalidateTags(\"brand:7\");"));
    }

    @Test
    void links_ofAllDocuments_leadToFiles() {
        List<Path> broken = new ArrayList<>();
        List<Path> links = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : found(LINK, read(document))) {
                Path target = document.resolveSibling(link).normalize();
                links.add(target);
                if (!Files.exists(target)) {
                    broken.add(target);
                }
            }
        }

        assertThat(links).hasSizeGreaterThan(10);
        assertThat(broken).isEmpty();
    }

    private static String compiled() {
        Path sources = ROOT.resolve("demo/src/test/java/dev/tarn/demo/docs");
        return Stream.of("Snippets.java", "SpringSnippets.java", "PlainSnippets.java")
                .map(name -> withoutSpace(read(sources.resolve(name))))
                .collect(Collectors.joining());
    }

    private static List<Path> documents() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> documents = new ArrayList<>(
                    docs.filter(path -> path.toString().endsWith(".md")).toList());
            documents.add(ROOT.resolve("README.md"));
            documents.add(ROOT.resolve("CONTRIBUTING.md"));
            documents.add(ROOT.resolve("CHANGELOG.md"));
            documents.add(ROOT.resolve("benchmarks/README.md"));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
