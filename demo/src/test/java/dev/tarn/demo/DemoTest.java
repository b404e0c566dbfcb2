package dev.tarn.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class DemoTest {
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Demo.run(new PrintWriter(err, true), args);
    }

    private static DemoCommand parsed(String... args) {
        DemoCommand command = new DemoCommand();
        Demo.commandLine(command, new PrintWriter(new StringWriter())).parseArgs(args);
        return command;
    }

    @ParameterizedTest
    @CsvSource({
        "--nonsense, --nonsense",
        "--port=70000, --port is 70000",
        "--port=x, --port",
        "--nodes=0, --nodes is 0",
        "--nodes=10, --nodes is 10",
        "--heap=0, --heap is 0",
        "--products=5, --products is 5",
        "--rate=0, --rate is 0",
        "--rate=fast, --rate is 'fast'",
        "--threads=-1, --threads is -1",
        "--writes=101, --writes is 101.0",
        "--zipf=9, --zipf is 9.0",
        "--zipf=NaN, --zipf is NaN",
        "--duration=5, --duration",
        "--duration=0s, --duration is 0",
        "--spring --nodes=2, --spring is one node",
        "--agree, --agree is of one node",
        "--spring --memcached=a, --spring is one node",
    })
    void option_thatCannotBe_isOneLineWithItsNameAndExitCode2(String option, String told) {
        assertThat(run(option.split(" "))).isEqualTo(2);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("tarn: ")
                .contains(told, "--help");
    }

    @Test
    void trace_notThere_isOneLineAndExitCode1(@TempDir Path folder) {
        assertThat(run("--trace", folder.resolve("nothing.gz").toString())).isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("nothing.gz", "no such file");
    }

    @Test
    void port_taken_isOneLineAndExitCode1BeforeAnythingIsMade(@TempDir Path folder) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            assertThat(run("--port", port, "--data", folder.toString())).isEqualTo(1);

            assertThat(err.toString().lines()).singleElement().asString().contains("port " + port + " is taken");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void data_notAFolder_isOneLineAndExitCode1(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "no folder");

        assertThat(run("--port", "0", "--data", file.toString())).isEqualTo(1);

        assertThat(err.toString().lines()).singleElement().asString().contains("cannot make the database", "--data");
    }

    @Test
    void help_asked_namesEveryOption() {
        StringWriter out = new StringWriter();
        CommandLine line = Demo.commandLine(new DemoCommand(), new PrintWriter(err, true));
        line.setOut(new PrintWriter(out, true));

        assertThat(line.execute("--help")).isZero();

        assertThat(out.toString())
                .contains(
                        "--redis",
                        "--memcached",
                        "--nodes",
                        "--port",
                        "--duration",
                        "--heap",
                        "--products",
                        "--data",
                        "--threads")
                .contains(
                        "--rate",
                        "--writes",
                        "--zipf",
                        "--trace",
                        "--http",
                        "--cold",
                        "--spring",
                        "--record",
                        "--agree")
                .doesNotContain("--node=");
    }

    @Test
    void remoteTiers_two_areRefused() {
        assertThat(run("--redis=redis://a", "--memcached=b")).isEqualTo(2);
        assertThat(err.toString()).contains("--redis and --memcached are both given");
    }

    @Test
    void options_none_areTheDefaults() {
        DemoCommand command = parsed();

        assertThat(command.heap).isEqualTo(80_000);
        assertThat(command.products).isEqualTo(100_000);
        assertThat(command.port).isEqualTo(8080);
        assertThat(command.nodes).isEqualTo(1);
        assertThat(command.duration).isNull();
        assertThat(command.redis).isNull();
        assertThat(command.load.plan().rate()).isEqualTo(20_000);
    }

    @Test
    void loadOptions_asArguments_areReadBackTheSame() {
        DemoCommand first = parsed(
                "--threads=7",
                "--rate=max",
                "--writes=2.5",
                "--zipf=1.1",
                "--trace=a.gz",
                "--http",
                "--cold",
                "--duration=3s");
        List<String> arguments = first.load.toArguments();

        DemoCommand second = parsed(arguments.toArray(String[]::new));

        assertThat(second.load).usingRecursiveComparison().isEqualTo(first.load);
        assertThat(second.load.plan().limited()).isFalse();
        assertThat(first.duration).isEqualTo(Duration.ofSeconds(3));
    }
}
