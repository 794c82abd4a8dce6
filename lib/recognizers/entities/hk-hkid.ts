import type { Recognizer } from '../recognizer.ts';

function isIdentityCard(found: string): boolean {
  const [body = '', check = ''] = found.replace(')', '').split('(');
  const padded = body.padStart(8, ' ');
  let sum = 0;
  for (const [at, character] of [...padded].entries()) sum += (character === ' ' ? 36 : Number.parseInt(character, 36)) * (9 - at);
  return (sum + Number.parseInt(check, 36)) % 11 === 0;
}

/** One or two letters, six digits, and a check character by eleven in brackets. */
export const hkHkid: Recognizer = {
  entity: 'hk_hkid',
  category: 'pii',
  label: 'Hong Kong identity card',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9])[A-Z]{1,2}\d{6}\([0-9A]\)/g,
  isReal: isIdentityCard,
  score: 85,
  context: ['hkid', 'identity card'],
};
