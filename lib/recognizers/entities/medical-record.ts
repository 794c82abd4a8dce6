import type { Recognizer } from '../recognizer.ts';

/** A number that a word beside it calls that of a medical record; hospitals agree on no form. */
export const medicalRecord: Recognizer = {
  entity: 'medical_record',
  category: 'phi',
  label: 'Medical record number',
  need: 'digits_4',
  form: /(?<![\w-])[A-Z]{0,3}-?\d{5,10}(?![\w-])/g,
  score: 20,
  context: ['mrn', 'medical record', 'patient id', 'patient number', 'patient no', 'chart number', 'fallnummer', 'patienten-id'],
};
