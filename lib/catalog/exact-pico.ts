/**
 * A published price in dollars as whole pico-USD: `price × 10^decimalShift`, or undefined where that is no whole number.
 * Price lists are floating-point numbers, of which 15 decimal digits are certain (IEEE 754 binary64): what comes behind
 * them (0.18000000000000002) is the list's own arithmetic, not a price. Negative and not finite prices are refused too.
 */
export function exactPico(price: number, decimalShift: number): bigint | undefined {
  if (!Number.isFinite(price) || price < 0) return undefined;
  const [mantissa = '', exponent = ''] = price.toExponential(14).split('e');
  const digits = BigInt(mantissa.replace('.', ''));
  const shift = Number(exponent) - 14 + decimalShift;
  if (shift >= 0) return digits * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(-shift);
  return digits % divisor === 0n ? digits / divisor : undefined;
}
