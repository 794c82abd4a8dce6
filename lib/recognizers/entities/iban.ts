import { remainder97 } from '../checks/remainder-97.ts';
import type { Recognizer } from '../recognizer.ts';

function isAccount(found: string): boolean {
  const compact = found.replaceAll(' ', '');
  return compact.length >= 15 && compact.length <= 34 && remainder97(compact.slice(4) + compact.slice(0, 4)) === 1;
}

/** Account numbers by ISO 13616: the rotated number leaves 1 by 97. */
export const iban: Recognizer = {
  entity: 'iban',
  category: 'financial',
  label: 'IBAN',
  need: 'digits_4',
  form: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g,
  isReal: isAccount,
  score: 95,
  context: ['iban', 'account', 'konto'],
};
