/** The vector with length one; null for one without a direction. */
export function unitVector(values: ArrayLike<number>): Float32Array | null {
  let squares = 0;
  for (let at = 0; at < values.length; at += 1) squares += (values[at] ?? 0) ** 2;
  if (!(squares > 0) || !Number.isFinite(squares)) return null;
  return Float32Array.from(values, (value) => value / Math.sqrt(squares));
}

/** The cosine of two vectors of length one; 0 where they are of different kinds. */
export function cosine(left: Float32Array, right: Float32Array): number {
  if (left.length !== right.length) return 0;
  let sum = 0;
  for (let at = 0; at < left.length; at += 1) sum += (left[at] ?? 0) * (right[at] ?? 0);
  return sum;
}
