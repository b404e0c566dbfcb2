package dev.tarn.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads options of the form {@code --name value}; each has a default, and others are refused. */
final class Arguments {
    private final Map<String, String> values;

    private Arguments(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads a command line.
     *
     * @param args the command line
     * @param defaults the options that exist, with the values they have unless given
     * @throws IllegalArgumentException if an option does not exist or has no value
     */
    static Arguments parse(String[] args, Map<String, String> defaults) {
        Map<String, String> values = new LinkedHashMap<>(defaults);
        for (int i = 0; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : args[i];
            if (!defaults.containsKey(name)) {
                throw new IllegalArgumentException("no option '" + args[i] + "'; there are " + defaults);
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option '" + args[i] + "' has no value");
            }
            values.put(name, args[i + 1]);
        }
        return new Arguments(values);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no option '" + name + "'");
        }
        return value;
    }

    int number(String name) {
        return Integer.parseInt(text(name));
    }

    /** Returns a list of words with commas between them. */
    List<String> words(String name) {
        return Stream.of(text(name).split(",", -1)).map(String::trim).toList();
    }

    /** Returns a list of numbers with commas between them. */
    List<Integer> numbers(String name) {
        return words(name).stream().map(Integer::valueOf).toList();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
