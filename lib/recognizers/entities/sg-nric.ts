import { digitsOf } from '../checks/digits-of.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

const letters: Readonly<Record<string, string>> = {
  S: 'JZIHGFEDCBA',
  T: 'JZIHGFEDCBA',
  F: 'XWUTRQPNMLK',
  G: 'XWUTRQPNMLK',
  M: 'XWUTRQPNJLK',
};
const shifts: Readonly<Record<string, number>> = { T: 4, G: 4, M: 3 };

function isNric(found: string): boolean {
  const series = found.charAt(0);
  const remainder = (weightedSum(digitsOf(found), [2, 7, 6, 5, 4, 3, 2]) + (shifts[series] ?? 0)) % 11;
  return letters[series]?.at(series === 'M' ? 10 - remainder : remainder) === found.at(-1);
}

/** A letter for the series, seven digits, and a check letter that depends on both. */
export const sgNric: Recognizer = {
  entity: 'sg_nric',
  category: 'pii',
  label: 'Singaporean NRIC or FIN',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9])[STFGM]\d{7}[A-Z](?![A-Za-z0-9])/g,
  isReal: isNric,
  score: 85,
  context: ['nric', 'fin', 'identity card'],
};
