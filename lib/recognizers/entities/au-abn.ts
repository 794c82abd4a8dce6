import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isBusinessNumber(found: string): boolean {
  const [first = 0, ...rest] = digitsOf(found);
  return weightedSum([first - 1, ...rest], [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) % 89 === 0;
}

/** Eleven digits; with the first lessened by one, the weighted sum is a multiple of 89. */
export const auAbn: Recognizer = {
  entity: 'au_abn',
  category: 'financial',
  label: 'Australian business number',
  need: 'digits_8',
  form: /(?<![\w-])[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
  isReal: isBusinessNumber,
  score: (found) => (found.includes(' ') ? 55 : 35),
  context: ['abn', 'business number'],
};
