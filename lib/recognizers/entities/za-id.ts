import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { hasLuhnCheck } from '../checks/luhn.ts';
import type { Recognizer } from '../recognizer.ts';

/** Date of birth, sex, citizenship, and a Luhn check. */
export const zaId: Recognizer = {
  entity: 'za_id',
  category: 'pii',
  label: 'South African identity number',
  need: 'digits_8',
  form: /(?<![\w-])\d{6} ?\d{4} ?[01]\d\d(?![\w-])/g,
  isReal: (found) => isDay(Number(found.slice(2, 4)), Number(found.slice(4, 6))) && hasLuhnCheck(digitsOf(found)),
  score: 60,
  context: ['id number', 'south africa', 'identity number', 'rsa id'],
};
