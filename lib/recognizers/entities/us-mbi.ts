import type { Recognizer } from '../recognizer.ts';

/** Eleven characters whose kinds are fixed place by place (CMS). */
export const usMbi: Recognizer = {
  entity: 'us_mbi',
  category: 'phi',
  label: 'US Medicare beneficiary identifier',
  need: 'nothing',
  form: /(?<![A-Za-z0-9])[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}(?![A-Za-z0-9])/g,
  score: 75,
  context: ['mbi', 'medicare', 'beneficiary'],
};
