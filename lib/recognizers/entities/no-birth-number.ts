import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isBirthNumber(found: string): boolean {
  const digits = digitsOf(found);
  const day = (digits[0] ?? 0) * 10 + (digits[1] ?? 0);
  const month = (digits[2] ?? 0) * 10 + (digits[3] ?? 0);
  const isChecked = (weights: readonly number[]): boolean => weightedSum(digits, weights) % 11 === 0;
  // D-numbers have 40 added to the day.
  return (
    isDay(month, day > 40 ? day - 40 : day) && isChecked([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) && isChecked([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1])
  );
}

/** Date of birth, three digits, and two check digits by eleven. */
export const noBirthNumber: Recognizer = {
  entity: 'no_birth_number',
  category: 'pii',
  label: 'Norwegian birth number',
  need: 'digits_8',
  form: /(?<![\w-])\d{6} ?\d{5}(?![\w-])/g,
  isReal: isBirthNumber,
  score: 65,
  context: ['fødselsnummer', 'fodselsnummer', 'personnummer', 'd-nummer'],
};
