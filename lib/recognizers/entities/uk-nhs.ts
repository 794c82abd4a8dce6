import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isNhsNumber(found: string): boolean {
  const digits = digitsOf(found);
  const check = 11 - (weightedSum(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return check !== 10 && check % 11 === digits[9];
}

/** Ten digits, the last of which checks the others by eleven. */
export const ukNhs: Recognizer = {
  entity: 'uk_nhs',
  category: 'phi',
  label: 'UK NHS number',
  need: 'digits_8',
  form: /(?<![\w-])\d{3}(?:-\d{3}-|[ ]\d{3}[ ]|\d{3})\d{4}(?![\w-])/g,
  isReal: isNhsNumber,
  score: (found) => (found.includes(' ') ? 50 : 30),
  context: ['nhs', 'patient', 'health service'],
};
