import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const vaultToken: Recognizer = {
  entity: 'vault_token',
  category: 'secrets',
  label: 'HashiCorp Vault token',
  need: 'token',
  form: /(?<![A-Za-z0-9])hv[sbr]\.[A-Za-z0-9_-]{24,300}(?![A-Za-z0-9_-])/g,
  score: 95,
};
