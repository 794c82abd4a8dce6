import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isResidentId(found: string): boolean {
  const digits = digitsOf(found);
  const remainder = weightedSum(digits, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11;
  return isDay(Number(found.slice(10, 12)), Number(found.slice(12, 14))) && '10X98765432'[remainder] === found.at(-1)?.toUpperCase();
}

/** Place, date of birth, serial, and a check by ISO 7064 MOD 11-2 (GB 11643). */
export const cnResidentId: Recognizer = {
  entity: 'cn_resident_id',
  category: 'pii',
  label: 'Chinese resident identity number',
  need: 'digits_8',
  form: /(?<![\w-])[1-9]\d{5}(?:19|20)\d{9}[\dXx](?![\w-])/g,
  isReal: isResidentId,
  score: 90,
  context: ['身份证', 'identity card', 'resident id'],
};
