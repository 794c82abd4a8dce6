import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

/** Nine digits whose weighted sum is a multiple of 11. */
export const auTfn: Recognizer = {
  entity: 'au_tfn',
  category: 'pii',
  label: 'Australian tax file number',
  need: 'digits_8',
  form: /(?<![\w-])\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
  isReal: (found) => weightedSum(digitsOf(found), [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0,
  score: 30,
  context: ['tfn', 'tax file'],
};
