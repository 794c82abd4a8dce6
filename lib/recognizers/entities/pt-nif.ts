import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isNif(found: string): boolean {
  const digits = digitsOf(found);
  const check = 11 - (weightedSum(digits, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (check > 9 ? 0 : check) === digits[8];
}

/** Nine digits, the last of which checks the others by eleven. */
export const ptNif: Recognizer = {
  entity: 'pt_nif',
  category: 'pii',
  label: 'Portuguese tax number',
  need: 'digits_8',
  form: /(?<![\w-])[1235689]\d{2} ?\d{3} ?\d{3}(?![\w-])/g,
  isReal: isNif,
  score: 30,
  context: ['nif', 'contribuinte', 'número fiscal', 'numero fiscal'],
};
