import type { Recognizer } from '../recognizer.ts';

/** 078-05-1120 and 219-09-9999 were printed in advertisements, and are still used by people who do not know that. */
const isGiven = (digits: string): boolean => !/^(?:000|666|9\d\d)|^\d{3}00|0000$|^123456789$/.test(digits);

/** Numbers of the Social Security Administration; areas, groups and serials that were never given out are none. */
export const usSsn: Recognizer = {
  entity: 'us_ssn',
  category: 'pii',
  label: 'US Social Security number',
  need: 'digits_8',
  form: /(?<![\w-])\d{3}(?:-\d{2}-|[ ]\d{2}[ ]|\d{2})\d{4}(?![\w-])/g,
  isReal: (found) => isGiven(found.replace(/\D/g, '')),
  score: (found) => (found.includes('-') ? 70 : found.includes(' ') ? 45 : 25),
  context: ['ssn', 'social security', 'social', 'ss#', 'soc sec', 'taxpayer'],
};
