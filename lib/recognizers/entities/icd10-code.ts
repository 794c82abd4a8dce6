import type { Recognizer } from '../recognizer.ts';

/** A code of the International Classification of Diseases where a word beside it speaks of a diagnosis. */
export const icd10Code: Recognizer = {
  entity: 'icd10_code',
  category: 'phi',
  label: 'Diagnosis code (ICD-10)',
  need: 'nothing',
  form: /(?<![A-Za-z0-9])[A-TV-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?(?![A-Za-z0-9])/g,
  score: 20,
  context: ['diagnosis', 'diagnosed', 'icd', 'icd-10', 'diagnose', 'diagnostic', 'diagnóstico'],
};
