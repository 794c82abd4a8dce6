import { digitsOf } from '../checks/digits-of.ts';
import type { Recognizer } from '../recognizer.ts';

/** International numbers (ITU-T E.164) and those of North America; national ones of elsewhere only near a word that says so. */
export const phone: Recognizer = {
  entity: 'phone',
  category: 'pii',
  label: 'Phone number',
  need: 'digits_6',
  form: /(?<![\w.+-])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4}|0\d{2,4}[ /-]\d{3,4}[ -]?\d{3,4})(?![\w-])/g,
  isReal: (found) => digitsOf(found).length >= 7 && digitsOf(found).length <= 15,
  score: (found) => (found.startsWith('0') ? 30 : 65),
  context: [
    'phone',
    'tel',
    'telephone',
    'mobile',
    'cell',
    'call',
    'fax',
    'whatsapp',
    'telefon',
    'handy',
    'tél',
    'téléphone',
    'teléfono',
    'móvil',
    'celular',
    'telefono',
  ],
};
