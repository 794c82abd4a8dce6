import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

/** Thirteen digits from 756 on, checked as an EAN-13. */
export const chAhv: Recognizer = {
  entity: 'ch_ahv',
  category: 'pii',
  label: 'Swiss AHV number',
  need: 'digits_8',
  form: /(?<![\w-])756\.?\d{4}\.?\d{4}\.?\d{2}(?![\w-])/g,
  isReal: (found) => weightedSum(digitsOf(found), [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
  score: 90,
  context: ['ahv', 'avs', 'sozialversicherung'],
};
