import type { Recognizer } from '../recognizer.ts';

function isNir(found: string): boolean {
  const compact = found.replaceAll(' ', '').replace('2A', '19').replace('2B', '18');
  return Number(BigInt(compact.slice(0, 13)) % 97n) === 97 - Number(compact.slice(13));
}

/** Thirteen digits and the two that complete them to 97; Corsica’s departments have a letter (INSEE). */
export const frNir: Recognizer = {
  entity: 'fr_nir',
  category: 'pii',
  label: 'French social security number',
  need: 'digits_8',
  form: /(?<![\w-])[12] ?\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?![\w-])/g,
  isReal: isNir,
  score: 85,
  context: ['sécurité sociale', 'securite sociale', 'nir', 'insee', 'carte vitale'],
};
