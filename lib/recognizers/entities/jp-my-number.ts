import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isMyNumber(found: string): boolean {
  const digits = digitsOf(found);
  const remainder = weightedSum(digits, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (remainder <= 1 ? 0 : 11 - remainder) === digits[11];
}

/** Twelve digits, the last of which checks the others by eleven (My Number). */
export const jpMyNumber: Recognizer = {
  entity: 'jp_my_number',
  category: 'pii',
  label: 'Japanese individual number',
  need: 'digits_8',
  form: /(?<![\w-])\d{4}[ -]?\d{4}[ -]?\d{4}(?![\w-])/g,
  isReal: isMyNumber,
  score: 35,
  context: ['my number', 'mynumber', 'マイナンバー', '個人番号'],
};
