import { looksLikeSecret } from '#lib/core/prefixed-secret.ts';
import type { Recognizer } from '../recognizer.ts';

/** Virtual keys of this gateway, by prefix, length and checksum. */
export const tollgateKey: Recognizer = {
  entity: 'tollgate_key',
  category: 'secrets',
  label: 'Tollgate key',
  need: 'token',
  form: /(?<![A-Za-z0-9_])tg_[A-Za-z0-9]{38}(?![A-Za-z0-9])/g,
  isReal: (found) => looksLikeSecret('tg_', found),
  score: 100,
};
