import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isCpf(found: string): boolean {
  const digits = digitsOf(found);
  const check = (weights: readonly number[]): number => ((weightedSum(digits, weights) * 10) % 11) % 10;
  return (
    new Set(digits).size > 1 && check([10, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[9] && check([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) === digits[10]
  );
}

/** Eleven digits, the last two of which check the others (Receita Federal). */
export const brCpf: Recognizer = {
  entity: 'br_cpf',
  category: 'pii',
  label: 'Brazilian CPF',
  need: 'digits_8',
  form: /(?<![\w-])\d{3}(?:\.\d{3}\.\d{3}-|\d{6})\d{2}(?![\w-])/g,
  isReal: isCpf,
  score: (found) => (found.includes('.') ? 85 : 35),
  context: ['cpf', 'cadastro de pessoas'],
};
