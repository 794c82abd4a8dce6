import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isPesel(found: string): boolean {
  const digits = digitsOf(found);
  const [month, day] = [Number(found.slice(2, 4)) % 20, Number(found.slice(4, 6))];
  return isDay(month, day) && weightedSum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** Eleven digits: date of birth, with the century in the month, serial and a check digit. */
export const plPesel: Recognizer = {
  entity: 'pl_pesel',
  category: 'pii',
  label: 'Polish PESEL',
  need: 'digits_8',
  form: /(?<![\w-])\d{11}(?![\w-])/g,
  isReal: isPesel,
  score: 50,
  context: ['pesel'],
};
