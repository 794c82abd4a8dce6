import { isDay } from '../checks/is-day.ts';
import type { Recognizer } from '../recognizer.ts';

const remainders = '0123456789ABCDEFHJKLMNPRSTUVWXY';

function isPersonalCode(found: string): boolean {
  const number = Number(found.slice(0, 6) + found.slice(7, 10));
  return isDay(Number(found.slice(2, 4)), Number(found.slice(0, 2))) && remainders[number % 31] === found.at(-1);
}

/** Date of birth, a sign of the century, serial, and the remainder by 31 as a character. */
export const fiPersonalCode: Recognizer = {
  entity: 'fi_personal_code',
  category: 'pii',
  label: 'Finnish personal identity code',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9-])\d{6}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9-])/g,
  isReal: isPersonalCode,
  score: 90,
  context: ['henkilötunnus', 'hetu'],
};
