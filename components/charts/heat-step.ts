/**
 * Step of a cell, 0 to `steps` − 1, in equal parts of the largest; undefined for zero, which is drawn as ground: nothing and
 * little are not the same.
 */
export function heatStep(value: number, largest: number, steps: number): number | undefined {
  if (value <= 0 || largest <= 0) return undefined;
  return Math.min(steps - 1, Math.ceil((value / largest) * steps) - 1);
}
