import type { Recognizer } from '../recognizer.ts';

/** By the prefix that the vendor gives them so that scanners find them. */
export const digitaloceanToken: Recognizer = {
  entity: 'digitalocean_token',
  category: 'secrets',
  label: 'DigitalOcean token',
  need: 'token',
  form: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}(?![A-Za-z0-9])/g,
  score: 95,
};
