package io.github.sqldatabricks.bridge.testing;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Values that follow from a seed. Defects live at the ends of ranges and around zero, so these come more often than others. */
public final class RandomValues {

    private static final double EDGES = 0.1;
    private static final double SMALL = 0.5;
    private static final int ASCII = 128;

    private final Random random;

    public RandomValues(long seed) {
        random = new Random(seed);
    }

    /** True with this probability, from 0 to 1. */
    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** One of the choices, each as likely as another. */
    public <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** A number from {@code least} to {@code most}, both included. */
    public int between(int least, int most) {
        return (int) between((long) least, (long) most);
    }

    /** A number from {@code least} to {@code most}, both included. */
    public long between(long least, long most) {
        return between(BigInteger.valueOf(least), BigInteger.valueOf(most)).longValueExact();
    }

    /** A number from {@code least} to {@code most}, both included. */
    public BigInteger between(BigInteger least, BigInteger most) {
        if (chance(EDGES)) {
            return edge(least, most);
        }
        BigInteger small = small(least.abs().max(most.abs()).bitLength());
        return chance(SMALL) && isBetween(small, least, most) ? small : anyBetween(least, most);
    }

    private BigInteger edge(BigInteger least, BigInteger most) {
        return of(Stream.concat(
                        Stream.of(least, least.add(BigInteger.ONE), most.subtract(BigInteger.ONE), most),
                        Stream.of(-2, -1, 0, 1, 2).map(BigInteger::valueOf))
                .filter(edge -> isBetween(edge, least, most))
                .toList());
    }

    /** Each length in bits is as likely as another. */
    private BigInteger small(int longest) {
        BigInteger size = new BigInteger(random.nextInt(longest + 1), random);
        return random.nextBoolean() ? size : size.negate();
    }

    private BigInteger anyBetween(BigInteger least, BigInteger most) {
        BigInteger count = most.subtract(least).add(BigInteger.ONE);
        return least.add(new BigInteger(count.bitLength() + Long.SIZE, random).mod(count));
    }

    private static boolean isBetween(BigInteger number, BigInteger least, BigInteger most) {
        return number.compareTo(least) >= 0 && number.compareTo(most) <= 0;
    }

    /** So many values as {@link #between(int, int)} 0 and {@code most}. */
    public <T> List<T> list(int most, Supplier<T> value) {
        return list(0, most, value);
    }

    /** So many values as {@link #between(int, int)} {@code least} and {@code most}; they may be null. */
    public <T> List<T> list(int least, int most, Supplier<T> value) {
        List<T> values = new ArrayList<>();
        int size = between(least, most);
        for (int i = 0; i < size; i++) {
            values.add(value.get());
        }
        return values;
    }

    /** At most so many bytes. */
    public byte[] bytes(int most) {
        byte[] bytes = new byte[between(0, most)];
        random.nextBytes(bytes);
        return bytes;
    }

    /** At most so many UTF-16 units, many of them ASCII; halves of surrogate pairs may stand alone. */
    public String units(int most) {
        StringBuilder text = new StringBuilder();
        list(most, () -> (char) between(0, random.nextBoolean() ? ASCII - 1 : Character.MAX_VALUE))
                .forEach(text::append);
        return text.toString();
    }

    /** Any float that is a finite number, each bit pattern as likely as another. */
    public float finiteFloat() {
        float number = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(number) ? number : finiteFloat();
    }

    /** Any double that is a finite number, each bit pattern as likely as another. */
    public double finiteDouble() {
        double number = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(number) ? number : finiteDouble();
    }
}
