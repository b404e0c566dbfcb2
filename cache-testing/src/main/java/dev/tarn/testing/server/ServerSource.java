package dev.tarn.testing.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says where servers come from, by the system property {@value #PROPERTY}. */
enum ServerSource {
    PATH,
    DOCKER;

    /** {@code path} or {@code docker}; when absent, the path if the program is on it, else Docker if it has the image. */
    static final String PROPERTY = "tarn.test.servers";

    private static final List<String> MORE_DIRECTORIES =
            List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin");

    /**
     * Chooses the source of a server.
     *
     * @throws ServerUnavailableException if no source has it, with the command that installs it
     */
    static ServerSource choose(String program, String image) {
        Optional<ServerSource> wanted = wanted();
        if (wanted.isPresent()) {
            return wanted.get();
        }
        if (find(program).isPresent()) {
            return PATH;
        }
        if (ContainerHost.isAvailable(image)) {
            return DOCKER;
        }
        throw new ServerUnavailableException(
                program + " is not on the PATH, and Docker does not answer or has no image " + image + ". " + remedy());
    }

    /**
     * Returns the program's file.
     *
     * @throws ServerUnavailableException if it is not installed, with the command that installs it
     */
    static Path require(String program, String purpose) {
        return find(program)
                .orElseThrow(() -> new ServerUnavailableException(
                        purpose + " needs the program " + program + ", which is not on the PATH. " + remedy()));
    }

    static Optional<Path> find(String program) {
        List<String> directories = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            directories.addAll(List.of(path.split(File.pathSeparator)));
        }
        directories.addAll(MORE_DIRECTORIES);
        return directories.stream()
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String remedy() {
        return "Install the servers: apt-get install -y redis-server memcached prometheus (Debian, Ubuntu)"
                + " or brew install redis memcached prometheus (macOS).";
    }

    static String image(String variable, String otherwise) {
        String value = System.getenv(variable);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static Optional<ServerSource> wanted() {
        String value = System.getProperty(PROPERTY, "").trim();
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "" -> Optional.empty();
            case "path" -> Optional.of(PATH);
            case "docker" -> Optional.of(DOCKER);
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + " is '" + value + "', but must be 'path', 'docker' or absent");
        };
    }
}
