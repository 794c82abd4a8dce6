import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isNumericCode(found: string): boolean {
  const digits = digitsOf(found);
  const remainder = weightedSum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return isDay(Number(found.slice(3, 5)), Number(found.slice(5, 7))) && (remainder === 10 ? 1 : remainder) === digits[12];
}

/** Sex and century, date of birth, county, serial, and a check digit by eleven. */
export const roCnp: Recognizer = {
  entity: 'ro_cnp',
  category: 'pii',
  label: 'Romanian personal numeric code',
  need: 'digits_8',
  form: /(?<![\w-])[1-9]\d{2}(?:0[1-9]|1[0-2])\d{8}(?![\w-])/g,
  isReal: isNumericCode,
  score: 65,
  context: ['cnp', 'cod numeric'],
};
