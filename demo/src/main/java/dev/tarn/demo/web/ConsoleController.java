package dev.tarn.demo.web;

import dev.tarn.console.Console;
import dev.tarn.console.Console.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Serves the console at {@code /tarn}. */
@RestController
@RequestMapping("/tarn")
final class ConsoleController {
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1");

    private final Console console;
    private final ConsoleStream stream;

    ConsoleController(Console console, ConsoleStream stream) {
        this.console = console;
        this.stream = stream;
    }

    /** Refuses a name that somebody has pointed at this machine, so that no foreign page reads the console. */
    @ModelAttribute
    void requireOwnName() {
        String host = ServletUriComponentsBuilder.fromCurrentRequest().build().getHost();
        if (host == null || !OWN_NAMES.contains(host)) {
            throw new ResponseStatusException(HttpStatus.FORBIDDEN, "the console is served to this machine only");
        }
    }

    @GetMapping({"", "/{path:state|explain}"})
    ResponseEntity<byte[]> get(
            @PathVariable(name = "path", required = false) @Nullable String path,
            @RequestParam Map<String, String> parameters) {
        return response(console.answer("GET", path == null ? "" : path, parameters, true));
    }

    @PostMapping(path = "/{path:invalidate|switch}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<byte[]> change(@PathVariable("path") String path, @RequestBody Map<String, String> parameters) {
        return response(console.answer("POST", path, parameters, true));
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter stream() {
        return stream.open();
    }

    private static ResponseEntity<byte[]> response(Reply reply) {
        ResponseEntity.BodyBuilder builder = ResponseEntity.status(reply.status());
        reply.headers().forEach(builder::header);
        return builder.contentType(MediaType.parseMediaType(reply.type()))
                .body(reply.body().getBytes(StandardCharsets.UTF_8));
    }
}
