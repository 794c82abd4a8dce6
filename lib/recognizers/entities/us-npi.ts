import { digitsOf } from '../checks/digits-of.ts';
import { hasLuhnCheck } from '../checks/luhn.ts';
import type { Recognizer } from '../recognizer.ts';

/** Ten digits with a Luhn check over them and the prefix 80840 (45 CFR 162.406). */
export const usNpi: Recognizer = {
  entity: 'us_npi',
  category: 'phi',
  label: 'US provider identifier (NPI)',
  need: 'digits_8',
  form: /(?<![\w-])[12]\d{9}(?![\w-])/g,
  isReal: (found) => hasLuhnCheck([8, 0, 8, 4, 0, ...digitsOf(found)]),
  score: 30,
  context: ['npi', 'provider', 'national provider'],
};
