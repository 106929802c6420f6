package io.github.sqldatabricks.bridge.extraction.input;

import io.github.sqldatabricks.bridge.model.ParameterType;
import io.github.sqldatabricks.bridge.model.ParameterValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A date that is computed when a job is asked for, such as {@code month - lookback_months months as yyyyMM}:
 *
 * <pre>
 * today | month | year          the day, or the first day of its month or year
 * + or - AMOUNT days | months | years     any number of times; AMOUNT is a number or the name of a parameter
 * as FORMAT                     of yyyy, MM, dd and - _ . /; without it, the value is a date
 * in ZONE                       an IANA time zone such as America/La_Paz; without it, UTC
 * </pre>
 */
public final class DateExpression {

    private static final Pattern WHOLE = Pattern.compile("(today|month|year)((?:\\s*[+-]\\s*[\\w.]+\\s+\\w+)*)"
            + "(?:\\s+as\\s+((?:yyyy|MM|dd|[-_./])+))?(?:\\s+in\\s+([\\w/+-]+))?");
    private static final Pattern STEP = Pattern.compile("([+-])\\s*([\\w.]+)\\s+(day|month|year)s?\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,5}");
    private static final int MAX_YEAR = 9999;

    /** What {@link #of} takes, for messages. */
    public static final String EXPECTED = "a computed date such as 'today', 'month - 24 months' or"
            + " 'month - lookback_months months as yyyyMM in America/La_Paz'";

    private final String text;
    private final String start;
    private final List<Step> steps;
    private final Optional<DateTimeFormatter> format;
    private final ZoneId zone;

    private DateExpression(
            String text, String start, List<Step> steps, Optional<DateTimeFormatter> format, ZoneId zone) {
        this.text = text;
        this.start = start;
        this.steps = List.copyOf(steps);
        this.format = format;
        this.zone = zone;
    }

    /** A change of the date; {@code amount} is a number or the name of a parameter. */
    private record Step(boolean back, String amount, String unit) {

        private boolean named() {
            return !NUMBER.matcher(amount).matches();
        }

        private LocalDate from(LocalDate date, ToLongFunction<String> parameters) {
            long size = named() ? parameters.applyAsLong(amount) : Long.parseLong(amount);
            long signed = back ? -size : size;
            return switch (unit) {
                case "day" -> date.plusDays(signed);
                case "month" -> date.plusMonths(signed);
                default -> date.plusYears(signed);
            };
        }
    }

    /** Reads an expression; empty when it is none, or its time zone is not known. */
    public static Optional<DateExpression> of(String text) {
        Matcher matcher = WHOLE.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<ZoneId> zone = matcher.group(4) == null ? Optional.of(ZoneOffset.UTC) : zone(matcher.group(4));
        return steps(matcher.group(2))
                .flatMap(steps -> zone.map(known -> new DateExpression(
                        text.strip(),
                        matcher.group(1),
                        steps,
                        Optional.ofNullable(matcher.group(3))
                                .map(pattern ->
                                        DateTimeFormatter.ofPattern(pattern.replace("yyyy", "uuuu"), Locale.ROOT)),
                        known)));
    }

    private static Optional<List<Step>> steps(String text) {
        List<Step> steps = new ArrayList<>();
        String rest = text.strip();
        Matcher step = STEP.matcher(rest);
        while (step.lookingAt()) {
            steps.add(new Step(step.group(1).equals("-"), ParameterName.flat(step.group(2)), step.group(3)));
            rest = rest.substring(step.end()).strip();
            step = STEP.matcher(rest);
        }
        return rest.isEmpty() ? Optional.of(steps) : Optional.empty();
    }

    private static Optional<ZoneId> zone(String name) {
        try {
            return Optional.of(ZoneId.of(name));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The names of the parameters that it is computed from. */
    public Set<String> parameters() {
        Set<String> names = new LinkedHashSet<>();
        steps.stream().filter(Step::named).forEach(step -> names.add(step.amount()));
        return names;
    }

    /**
     * The value at a time. With a format it is what the same text would be in a parameter file, so that {@code as yyyyMM} is a
     * number; without one it is a date.
     *
     * @param parameters the whole number that a parameter of {@link #parameters} has
     * @throws DateTimeException when it is before the year 1 or after 9999
     */
    public ParameterValue.Scalar at(Instant time, ToLongFunction<String> parameters) {
        LocalDate date = time.atZone(zone).toLocalDate();
        date = switch (start) {
            case "month" -> date.withDayOfMonth(1);
            case "year" -> date.withDayOfYear(1);
            default -> date;
        };
        for (Step step : steps) {
            date = step.from(date, parameters);
        }
        if (date.getYear() < 1 || date.getYear() > MAX_YEAR) {
            throw new DateTimeException("the year " + date.getYear() + " is not from 1 to " + MAX_YEAR);
        }
        LocalDate result = date;
        return format.map(wanted -> ParameterText.parse(wanted.format(result)))
                .orElseGet(() -> new ParameterValue.Typed(ParameterType.DATE, result));
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
