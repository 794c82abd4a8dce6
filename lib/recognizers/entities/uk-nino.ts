import type { Recognizer } from '../recognizer.ts';

/** Two letters, six digits, a letter; prefixes that HMRC does not give out are none. */
export const ukNino: Recognizer = {
  entity: 'uk_nino',
  category: 'pii',
  label: 'UK national insurance number',
  need: 'digits_6',
  form: /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/g,
  score: 70,
  context: ['nino', 'national insurance', 'ni number'],
};
