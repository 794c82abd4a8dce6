import { digitsOf } from '../checks/digits-of.ts';
import { hasVerhoeffCheck } from '../checks/verhoeff.ts';
import type { Recognizer } from '../recognizer.ts';

/** Twelve digits with Verhoeff’s check; none begins with 0 or 1 (UIDAI). */
export const inAadhaar: Recognizer = {
  entity: 'in_aadhaar',
  category: 'pii',
  label: 'Indian Aadhaar number',
  need: 'digits_8',
  form: /(?<![\w-]|\d )[2-9]\d{3}(?:-\d{4}-|[ ]\d{4}[ ]|\d{4})\d{4}(?![\w-]| \d)/g,
  isReal: (found) => hasVerhoeffCheck(digitsOf(found)),
  score: (found) => (found.length === 14 ? 60 : 40),
  context: ['aadhaar', 'aadhar', 'uidai', 'uid'],
};
