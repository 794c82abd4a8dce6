/** Multiplication in the dihedral group of order ten, row by row (Verhoeff 1969). */
const product = [
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4, 0, 6, 7, 8, 9, 5, 2, 3, 4, 0, 1, 7, 8, 9, 5, 6, 3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
  ...[4, 0, 1, 2, 3, 9, 5, 6, 7, 8, 5, 9, 8, 7, 6, 0, 4, 3, 2, 1, 6, 5, 9, 8, 7, 1, 0, 4, 3, 2, 7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
  ...[8, 7, 6, 5, 9, 3, 2, 1, 0, 4, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const firstPermutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

function permuted(digit: number, times: number): number {
  let result = digit;
  for (let done = 0; done < times; done += 1) result = firstPermutation[result] ?? 0;
  return result;
}

/** Whether the last digit checks the others by Verhoeff's scheme. */
export function hasVerhoeffCheck(digits: readonly number[]): boolean {
  let check = 0;
  for (const [place, digit] of digits.toReversed().entries()) check = product[check * 10 + permuted(digit, place % 8)] ?? 0;
  return check === 0;
}
