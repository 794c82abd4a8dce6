import { digitsOf } from '../checks/digits-of.ts';
import type { Recognizer } from '../recognizer.ts';

function isTaxId(found: string): boolean {
  const digits = digitsOf(found);
  const body = digits.slice(0, 10);
  const counts = Array.from({ length: 10 }, (_, digit) => body.filter((one) => one === digit).length);
  if (counts.filter((count) => count > 1).length !== 1 || Math.max(...counts) > 3) return false;
  let product = 10;
  for (const digit of body) {
    const sum = (digit + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (11 - product) % 10 === digits[10];
}

/** Eleven digits with a check by ISO 7064 MOD 11,10; among the first ten one digit comes two or three times, and no other more than once. */
export const deTaxId: Recognizer = {
  entity: 'de_tax_id',
  category: 'pii',
  label: 'German tax id',
  need: 'digits_8',
  form: /(?<![\w-])[1-9]\d ?\d{3} ?\d{3} ?\d{3}(?![\w-])/g,
  isReal: isTaxId,
  score: (found) => (found.includes(' ') ? 60 : 40),
  context: ['steuer', 'steuer-id', 'identifikationsnummer', 'steueridentifikationsnummer', 'idnr', 'tin'],
};
