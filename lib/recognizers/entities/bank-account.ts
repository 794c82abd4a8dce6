import type { Recognizer } from '../recognizer.ts';

/** A number that a word beside it calls a bank account. */
export const bankAccount: Recognizer = {
  entity: 'bank_account',
  category: 'financial',
  label: 'Bank account number',
  need: 'digits_6',
  form: /(?<![\w-])\d{6,17}(?![\w-])/g,
  score: 20,
  context: ['account number', 'account no', 'acct', 'bank account', 'kontonummer', 'numéro de compte', 'número de cuenta', 'sort code'],
};
