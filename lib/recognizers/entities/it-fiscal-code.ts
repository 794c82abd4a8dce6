import type { Recognizer } from '../recognizer.ts';

/** Values of the characters 0 to 9 and A to Z at odd places. */
const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21];
const oddLetters = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

function isFiscalCode(found: string): boolean {
  let sum = 0;
  for (const [at, character] of [...found.slice(0, 15)].entries()) {
    const isLetter = character >= 'A';
    const value = isLetter ? character.charCodeAt(0) - 65 : Number(character);
    sum += at % 2 === 1 ? value : ((isLetter ? oddLetters[value] : odd[value]) ?? 0);
  }
  return String.fromCharCode(65 + (sum % 26)) === found.at(-1);
}

/** Sixteen characters, the last of which checks the others (D.M. 23.12.1976). */
export const itFiscalCode: Recognizer = {
  entity: 'it_fiscal_code',
  category: 'pii',
  label: 'Italian fiscal code',
  need: 'token',
  form: /(?<![A-Za-z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Za-z0-9])/g,
  isReal: isFiscalCode,
  score: 90,
  context: ['codice fiscale', 'cf'],
};
