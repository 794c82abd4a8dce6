import { digitsOf } from '../checks/digits-of.ts';
import { hasLuhnCheck } from '../checks/luhn.ts';
import type { Recognizer } from '../recognizer.ts';

/** Nine digits with a Luhn check; no number begins with 0 or 8. */
export const caSin: Recognizer = {
  entity: 'ca_sin',
  category: 'pii',
  label: 'Canadian social insurance number',
  need: 'digits_8',
  form: /(?<![\w-])[1-79]\d{2}(?:-\d{3}-|[ ]\d{3}[ ]|\d{3})\d{3}(?![\w-])/g,
  isReal: (found) => hasLuhnCheck(digitsOf(found)),
  score: (found) => (found.length === 11 ? 50 : 25),
  context: ['sin', 'social insurance', 'assurance sociale', 'nas'],
};
