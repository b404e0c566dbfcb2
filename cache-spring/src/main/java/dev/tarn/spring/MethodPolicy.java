package dev.tarn.spring;

import dev.tarn.Options;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * A {@link CachePolicy}, read and checked.
 *
 * @param method the method, for messages
 * @param refreshAhead 0 means off
 * @param tags the expressions of the tags
 */
record MethodPolicy(
        String method,
        @Nullable Duration timeToLive,
        @Nullable Duration staleFor,
        @Nullable Duration absentTtl,
        @Nullable Duration maximumStaleness,
        double refreshAhead,
        List<Expression> tags) {

    /**
     * Reads an annotation.
     *
     * @param resolved resolves placeholders
     * @throws IllegalArgumentException if a value is wrong
     */
    static MethodPolicy of(
            Method method, CachePolicy annotation, UnaryOperator<String> resolved, Expressions expressions) {
        Reading reading = new Reading(name(method), resolved);
        return new MethodPolicy(
                reading.method,
                reading.positive("ttl", annotation.ttl()),
                reading.duration("staleFor", annotation.staleFor()),
                reading.positive("absentTtl", annotation.absentTtl()),
                reading.positive("maximumStaleness", annotation.maximumStaleness()),
                reading.fraction("refreshAhead", annotation.refreshAhead()),
                reading.expressions("tags", annotation.tags(), expressions));
    }

    static String name(Method method) {
        return method.getDeclaringClass().getName() + "." + method.getName();
    }

    /** Tells whether the cache must be able to call the method by itself. */
    boolean refreshes() {
        return refreshAhead > 0 || (staleFor != null && !staleFor.isZero());
    }

    IllegalArgumentException refused(String why) {
        return refused(method, why);
    }

    static IllegalArgumentException refused(String method, String why) {
        return new IllegalArgumentException("@CachePolicy on " + method + ": " + why);
    }

    /** Returns what the policy says of one invocation's result. */
    Saying saying(Expressions expressions, Expressions.Root root) {
        return value -> {
            Options options = lifeOf(value);
            if (tags.isEmpty()) {
                return options;
            }
            List<String> texts = tagsOf(value, expressions, root);
            return texts.isEmpty() ? options : options.tags(texts.toArray(String[]::new));
        };
    }

    private Options lifeOf(@Nullable Object value) {
        Duration life = value == null ? absentTtl : timeToLive;
        Options options = life == null ? Options.none() : Options.ttl(life);
        return staleFor == null || value == null ? options : options.staleFor(staleFor);
    }

    private List<String> tagsOf(@Nullable Object value, Expressions expressions, Expressions.Root root) {
        EvaluationContext context = expressions.context(root, value == null ? Map.of() : Map.of("result", value));
        List<Expression> usable = value != null
                ? tags
                : tags.stream()
                        .filter(tag -> !tag.getExpressionString().contains("#result"))
                        .toList();
        return Expressions.texts(usable, context);
    }

    /** Reads values and says where they are wrong. */
    private record Reading(String method, UnaryOperator<String> resolved) {
        @Nullable
        Duration positive(String option, String text) {
            Duration value = duration(option, text);
            if (value != null && value.isZero()) {
                throw refused(method, option + " is " + text + ", it must be longer than zero");
            }
            return value;
        }

        @Nullable
        Duration duration(String option, String text) {
            String plain = resolve(option, text);
            if (plain.isEmpty()) {
                return null;
            }
            Duration value;
            try {
                value = DurationFormatterUtils.detectAndParse(plain);
            } catch (IllegalArgumentException e) {
                throw refused(method, option + " is '" + plain + "', which is no duration such as 500ms, 10m or PT10M");
            }
            if (value.isNegative()) {
                throw refused(method, option + " is " + plain + ", it must not be negative");
            }
            return value;
        }

        double fraction(String option, String text) {
            String plain = resolve(option, text);
            if (plain.isEmpty()) {
                return 0;
            }
            try {
                double value = Double.parseDouble(plain);
                if (value > 0 && value < 1) {
                    return value;
                }
            } catch (NumberFormatException e) {
                // told below, as any other value that will not do
            }
            throw refused(method, option + " is '" + plain + "', it must be a number above 0 and below 1");
        }

        List<Expression> expressions(String option, String[] texts, Expressions parser) {
            List<Expression> parsed = new ArrayList<>();
            for (String text : texts) {
                try {
                    parsed.add(parser.parse(resolve(option, text)));
                } catch (ParseException e) {
                    throw refused(method, option + " has '" + text + "', which is no expression: " + e.getMessage());
                }
            }
            return List.copyOf(parsed);
        }

        private String resolve(String option, String text) {
            try {
                return resolved.apply(text).trim();
            } catch (IllegalArgumentException e) {
                throw refused(method, option + " is '" + text + "': " + e.getMessage());
            }
        }
    }
}
