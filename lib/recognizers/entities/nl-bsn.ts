import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

/** Nine digits that pass the eleven test with a last weight of −1. */
export const nlBsn: Recognizer = {
  entity: 'nl_bsn',
  category: 'pii',
  label: 'Dutch citizen service number',
  need: 'digits_8',
  form: /(?<![\w-])\d{4}\.?\d{2}\.?\d{3}(?![\w-])/g,
  isReal: (found) => weightedSum(digitsOf(found), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  score: (found) => (found.includes('.') ? 55 : 30),
  context: ['bsn', 'burgerservicenummer', 'sofinummer'],
};
