import { digitsOf } from '../checks/digits-of.ts';
import { hasLuhnCheck } from '../checks/luhn.ts';
import type { Recognizer } from '../recognizer.ts';

/** Issuers by the first digits, with the lengths they use. */
const issuers: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^(?:30[0-5]|3[689])/, [14, 16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^(?:6011|64[4-9]|65)/, [16, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:50|5[6-9]|6)/, [12, 13, 14, 15, 16, 17, 18, 19]],
];

function isCard(found: string): boolean {
  const digits = digitsOf(found);
  const text = digits.join('');
  const issuer = issuers.find(([prefix]) => prefix.test(text));
  return issuer?.[1].includes(digits.length) === true && new Set(digits).size > 1 && hasLuhnCheck(digits);
}

/** Card numbers of the known issuers, with their length and the Luhn check (ISO/IEC 7812-1). */
export const creditCard: Recognizer = {
  entity: 'credit_card',
  category: 'financial',
  label: 'Payment card',
  need: 'digits_8',
  form: /(?<![\w-])[2-6]\d{3}(?:[ -]?\d){8,15}(?![\w-])/g,
  isReal: isCard,
  // Thirteen digits have not been given out for decades, and much else has as many.
  score: (found) => (digitsOf(found).length < 14 ? 50 : 85),
  context: ['card', 'visa', 'mastercard', 'amex', 'credit', 'debit', 'karte', 'carte', 'tarjeta'],
};
