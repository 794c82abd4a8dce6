import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { weightedSum } from '../checks/weighted-sum.ts';
import type { Recognizer } from '../recognizer.ts';

function isResident(found: string): boolean {
  const digits = digitsOf(found);
  const check = (11 - (weightedSum(digits, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
  return isDay(Number(found.slice(2, 4)), Number(found.slice(4, 6))) && check === digits[12];
}

/** Date of birth, sex and century, serial, and a check digit by eleven. */
export const krRrn: Recognizer = {
  entity: 'kr_rrn',
  category: 'pii',
  label: 'Korean resident registration number',
  need: 'digits_8',
  form: /(?<![\w-])\d{6}-[1-8]\d{6}(?![\w-])/g,
  isReal: isResident,
  score: 75,
  context: ['rrn', 'resident registration', '주민등록번호'],
};
