import { digitsOf } from '../checks/digits-of.ts';
import { isDay } from '../checks/is-day.ts';
import { hasLuhnCheck } from '../checks/luhn.ts';
import type { Recognizer } from '../recognizer.ts';

function isPersonalNumber(found: string): boolean {
  const digits = digitsOf(found).slice(-10);
  const month = (digits[2] ?? 0) * 10 + (digits[3] ?? 0);
  const day = (digits[4] ?? 0) * 10 + (digits[5] ?? 0);
  // Coordination numbers have 60 added to the day.
  return isDay(month, day > 60 ? day - 60 : day) && hasLuhnCheck(digits);
}

/** Date of birth and four digits, of which the last is a Luhn check over the short form. */
export const sePersonalNumber: Recognizer = {
  entity: 'se_personal_number',
  category: 'pii',
  label: 'Swedish personal number',
  need: 'digits_8',
  form: /(?<![\w-])(?:19|20)?\d{6}[-+]?\d{4}(?![\w-])/g,
  isReal: isPersonalNumber,
  score: (found) => (/[-+]/.test(found) ? 70 : 30),
  context: ['personnummer', 'personal number', 'samordningsnummer'],
};
