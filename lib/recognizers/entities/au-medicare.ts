import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

/** Ten digits from 2 to 6 on, the ninth of which checks those before it. */
export const auMedicare: Recognizer = {
  entity: 'au_medicare',
  category: 'phi',
  label: 'Australian Medicare number',
  need: 'digits_8',
  form: /(?<![\w-])[2-6]\d{3} ?\d{5} ?\d(?:[ /-]?\d)?(?![\w-])/g,
  isReal: (found) => weightedSum(digitsOf(found), [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === digitsOf(found)[8],
  score: 40,
  context: ['medicare'],
};
