import { digitsOf } from '../checks/digits-of.ts';
import type { Recognizer } from '../recognizer.ts';

function isDea(found: string): boolean {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check] = digitsOf(found.slice(2));
  return (a + c + e + 2 * (b + d + f)) % 10 === check;
}

/** Two letters and seven digits: the odd places and twice the even ones end in the last digit. */
export const usDea: Recognizer = {
  entity: 'us_dea',
  category: 'phi',
  label: 'US DEA number',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9])[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}(?![A-Za-z0-9])/g,
  isReal: isDea,
  score: 65,
  context: ['dea', 'prescriber'],
};
