import { isDay } from '../checks/is-day.ts';
import type { Recognizer } from '../recognizer.ts';

function isNationalNumber(found: string): boolean {
  const digits = found.replace(/\D/g, '');
  const [body, check] = [Number(digits.slice(0, 9)), Number(digits.slice(9))];
  if (!isDay(Number(digits.slice(2, 4)), Number(digits.slice(4, 6)))) return false;
  return 97 - (body % 97) === check || 97 - ((2_000_000_000 + body) % 97) === check;
}

/** Date of birth, serial, and 97 less the remainder; born from 2000 on, a 2 stands before it all. */
export const beNationalNumber: Recognizer = {
  entity: 'be_national_number',
  category: 'pii',
  label: 'Belgian national number',
  need: 'digits_8',
  form: /(?<![\w-])\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}(?![\w-])/g,
  isReal: isNationalNumber,
  score: (found) => (found.includes('.') ? 85 : 45),
  context: ['rijksregister', 'registre national', 'national number', 'nrn', 'insz', 'niss'],
};
