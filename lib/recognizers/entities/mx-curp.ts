import type { Recognizer } from '../recognizer.ts';

const alphabet = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ';

function isCurp(found: string): boolean {
  let sum = 0;
  for (const [at, character] of [...found.slice(0, 17)].entries()) sum += alphabet.indexOf(character) * (18 - at);
  return (10 - (sum % 10)) % 10 === Number(found.at(-1));
}

/** Eighteen characters, the last of which checks the others (RENAPO). */
export const mxCurp: Recognizer = {
  entity: 'mx_curp',
  category: 'pii',
  label: 'Mexican CURP',
  need: 'token',
  form: /(?<![A-Za-z0-9])[A-Z][AEIOUX][A-Z]{2}\d{6}[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\d(?![A-Za-z0-9])/g,
  isReal: isCurp,
  score: 90,
  context: ['curp'],
};
