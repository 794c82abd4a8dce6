/** Whether the last digit checks the others (ISO/IEC 7812-1, annex B). */
export function hasLuhnCheck(digits: readonly number[]): boolean {
  let sum = 0;
  for (let back = 0; back < digits.length; back += 1) {
    const digit = digits[digits.length - 1 - back] ?? 0;
    const doubled = back % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
