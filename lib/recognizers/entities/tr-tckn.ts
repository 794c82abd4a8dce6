import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isIdentityNumber(found: string): boolean {
  const digits = digitsOf(found);
  const tenth = weightedSum(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7]) % 10;
  return (tenth + 10) % 10 === digits[9] && weightedSum(digits, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]) % 10 === digits[10];
}

/** Eleven digits; the tenth and the eleventh check those before them. */
export const trTckn: Recognizer = {
  entity: 'tr_tckn',
  category: 'pii',
  label: 'Turkish identity number',
  need: 'digits_8',
  form: /(?<![\w-])[1-9]\d{10}(?![\w-])/g,
  isReal: isIdentityNumber,
  score: 55,
  context: ['kimlik', 'tckn', 't.c'],
};
