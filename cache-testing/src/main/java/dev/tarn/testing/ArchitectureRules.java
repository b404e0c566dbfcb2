package dev.tarn.testing;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.core.importer.Locations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Checks the rules of the house on the compiled classes of one module, production and tests.
 *
 * <p>Each module has one test that calls {@link #check}. Which modules and libraries a module may use is said in
 * {@link TarnModule}. All methods may be called from any thread; they read class files and block while they do.
 */
public final class ArchitectureRules {
    static final String THE_CLOCK = "dev.tarn.spi.SystemClock";
    private static final String NULL_MARKED = "org.jspecify.annotations.NullMarked";
    private static final ImportOption NOT_GENERATED = location -> !location.contains("/jmh_generated/");

    /** A test waits for an event or moves a fake clock; production code schedules. Neither sleeps. */
    static final ArchRule NO_SLEEP = noClasses()
            .should()
            .accessTargetWhere(describe("the target is a sleep", ArchitectureRules::isSleep))
            .because("a sleep is too long or too short; wait for the event or use the injected clock");

    /** Time comes from the injected clock. */
    static final ArchRule ONE_CLOCK = noClasses()
            .that(describe("are not " + THE_CLOCK, type -> !type.getName().equals(THE_CLOCK)))
            .should()
            .accessTargetWhere(describe("the target is a clock of the JDK", ArchitectureRules::isClock))
            .because("time comes from a dev.tarn.spi.Clock, which a test can move");

    /** Nullness is declared once for each package. */
    static final ArchRule NULL_MARKED_PACKAGES =
            classes().should(resideInNullMarkedPackage()).because("types are non-null unless they say otherwise");

    /** A name says what the class does. Spring's word for what gives caches is its users' word, too. */
    static final ArchRule SPEAKING_NAMES = noClasses()
            .should()
            .haveNameMatching(".*(Utils?|(?<!\\.TarnCache)Manager|Impl|Common)(\\$.*)?")
            .because("these words say nothing about what the class does");

    /** Polling belongs where a real server is on the other side. */
    static final ArchRule POLL_ONLY_SERVERS = noClasses()
            .that(describe("are not *IT", type -> !type.getName().matches(".*IT(\\$.*)?")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.awaitility..")
            .because("a test without a server is deterministic and needs no polling")
            .allowEmptyShould(true);

    /** The library logs through System.Logger, so that the application chooses the back end. */
    static final ArchRule NO_JAVA_UTIL_LOGGING =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    /** A library does not write to its host's console. */
    static final ArchRule NO_CONSOLE = noClasses()
            .should()
            .accessTargetWhere(describe("the target is the console", ArchitectureRules::isConsole))
            .because("a library logs, it does not print");

    /** The rules for production code and tests of every module. */
    static final List<ArchRule> EVERYWHERE =
            List.of(NO_SLEEP, ONE_CLOCK, NULL_MARKED_PACKAGES, SPEAKING_NAMES, POLL_ONLY_SERVERS);

    /** The rules for production code that other people's programs link to. */
    static final List<ArchRule> LIBRARIES = List.of(NO_JAVA_UTIL_LOGGING, NO_CONSOLE);

    private ArchitectureRules() {}

    /**
     * Checks every rule on the classes of {@code module} that are on the class path.
     *
     * @param module the module whose packages are looked at
     * @param minimumClasses the least number of production classes that must have been found, so that a rule cannot pass
     *     because nothing was looked at; well below the true number, or each new class would need an edit
     * @throws AssertionError if a rule is broken, naming each place, or if fewer classes were found
     */
    public static void check(TarnModule module, int minimumClasses) {
        check(module, minimumClasses, Set.of());
    }

    /** Does the same, and also looks at class files in folders that are not on the class path. */
    static void check(TarnModule module, int minimumClasses, Set<Path> folders) {
        JavaClasses all = read(module, folders);
        JavaClasses production = all.that(describe("are production code", ArchitectureRules::isProduction));
        requireAtLeast(minimumClasses, production, module);
        EVERYWHERE.forEach(rule -> rule.check(all));
        dependencies(module).check(production);
        if (module.isLibrary()) {
            LIBRARIES.forEach(rule -> rule.check(production));
        }
    }

    /** Makes the rule that says which packages the production code of {@code module} may use. */
    static ArchRule dependencies(TarnModule module) {
        return classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(module.mayUse()))
                .because("module " + module + " may use nothing else");
    }

    /** Reads the classes of {@code module} from the class path and from {@code folders}. */
    static JavaClasses read(TarnModule module, Set<Path> folders) {
        Set<Location> locations = new HashSet<>();
        for (String name : module.packages()) {
            locations.addAll(Locations.ofPackage(name.replace("..", "")));
        }
        folders.forEach(folder -> locations.add(Location.of(folder)));
        return new ClassFileImporter()
                .withImportOption(NOT_GENERATED)
                .importLocations(locations)
                .that(resideInAnyPackage(module.packages()));
    }

    private static boolean isProduction(JavaClass type) {
        return type.getSource()
                .map(source -> !source.getUri().toString().contains("/target/test-classes/"))
                .orElse(true);
    }

    private static void requireAtLeast(int minimum, JavaClasses found, TarnModule module) {
        if (minimum < 1) {
            throw new IllegalArgumentException("minimumClasses is " + minimum + ", must be at least 1");
        }
        if (found.size() < minimum) {
            throw new AssertionError("module " + module + ": found " + found.size()
                    + " production classes, expected at least " + minimum);
        }
    }

    private static boolean isSleep(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        return access.getName().equals("sleep")
                && (owner.isAssignableTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class));
    }

    private static boolean isClock(JavaAccess<?> access) {
        String name = access.getName();
        JavaClass owner = access.getTargetOwner();
        if (owner.isEquivalentTo(System.class)) {
            return name.equals("nanoTime") || name.equals("currentTimeMillis");
        }
        if (owner.isEquivalentTo(java.time.Clock.class)) {
            return name.startsWith("system") || name.startsWith("tick");
        }
        return owner.getPackageName().startsWith("java.time") && name.equals("now");
    }

    private static boolean isConsole(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        if (owner.isEquivalentTo(System.class)) {
            return access.getName().equals("out") || access.getName().equals("err");
        }
        // With a writer or a stream of the caller's it does not print to the console.
        return owner.isAssignableTo(Throwable.class)
                && access.getTarget().getFullName().endsWith(".printStackTrace()");
    }

    private static ArchCondition<JavaClass> resideInNullMarkedPackage() {
        DescribedPredicate<JavaClass> marked =
                describe("marked", type -> type.getPackage().isAnnotatedWith(NULL_MARKED));
        return new ArchCondition<>("reside in a package with @NullMarked in its package-info") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean satisfied = marked.test(type);
                String message = type.getDescription() + " is in " + type.getPackageName()
                        + (satisfied ? ", which is" : ", which is not") + " @NullMarked";
                events.add(new SimpleConditionEvent(type, satisfied, message));
            }
        };
    }
}
