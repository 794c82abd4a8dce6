import type { Recognizer } from '../recognizer.ts';

const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';

function isNif(found: string): boolean {
  const compact = found.replaceAll('-', '');
  const number = compact.slice(0, -1).replace('X', '0').replace('Y', '1').replace('Z', '2');
  return letters[Number(number) % 23] === compact.at(-1);
}

/** Numbers of citizens and residents; the letter is the number’s remainder by 23. */
export const esNif: Recognizer = {
  entity: 'es_nif',
  category: 'pii',
  label: 'Spanish DNI or NIE',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9])(?:\d{8}-?|[XYZ]-?\d{7}-?)[A-HJ-NP-TV-Z](?![A-Za-z0-9])/g,
  isReal: isNif,
  score: 75,
  context: ['dni', 'nif', 'nie'],
};
