import type { Recognizer } from '../recognizer.ts';

/** Five letters, four digits, a letter; the fourth letter says whose it is (Income Tax Department). */
export const inPan: Recognizer = {
  entity: 'in_pan',
  category: 'pii',
  label: 'Indian permanent account number',
  need: 'digits_4',
  form: /(?<![A-Za-z0-9])[A-Z]{3}[ABCFGHJLPT][A-Z]\d{4}[A-Z](?![A-Za-z0-9])/g,
  score: 70,
  context: ['pan', 'permanent account', 'income tax'],
};
