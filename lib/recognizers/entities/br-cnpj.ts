import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isCnpj(found: string): boolean {
  const digits = digitsOf(found);
  const check = (weights: readonly number[]): number => {
    const remainder = weightedSum(digits, weights) % 11;
    return remainder < 2 ? 0 : 11 - remainder;
  };
  return check([5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[12] && check([6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[13];
}

/** Fourteen digits of a company, the last two of which check the others. */
export const brCnpj: Recognizer = {
  entity: 'br_cnpj',
  category: 'financial',
  label: 'Brazilian CNPJ',
  need: 'digits_8',
  form: /(?<![\w-])\d{2}(?:\.\d{3}\.\d{3}\/\d{4}-|\d{10})\d{2}(?![\w-])/g,
  isReal: isCnpj,
  score: (found) => (found.includes('/') ? 85 : 35),
  context: ['cnpj'],
};
