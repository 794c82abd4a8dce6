import { isDay } from '../checks/is-day.ts';
import type { Recognizer } from '../recognizer.ts';

/** Date of birth and four digits; since 2007 there is no checksum, so a word has to be near. */
export const dkCpr: Recognizer = {
  entity: 'dk_cpr',
  category: 'pii',
  label: 'Danish CPR number',
  need: 'digits_8',
  form: /(?<![\w-])\d{6}[- ]?\d{4}(?![\w-])/g,
  isReal: (found) => isDay(Number(found.slice(2, 4)), Number(found.slice(0, 2))),
  score: (found) => (found.length === 11 ? 45 : 25),
  context: ['cpr', 'cpr-nummer', 'personnummer', 'cpr-nr'],
};
