import type { Recognizer } from '../recognizer.ts';

/** Individual taxpayer numbers: begin with 9, with a group of their own ranges (IRS). */
export const usItin: Recognizer = {
  entity: 'us_itin',
  category: 'pii',
  label: 'US taxpayer number (ITIN)',
  need: 'digits_8',
  form: /(?<![\w-])9\d{2}[- ](?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])[- ]\d{4}(?![\w-])/g,
  score: 70,
  context: ['itin', 'taxpayer', 'tax id'],
};
