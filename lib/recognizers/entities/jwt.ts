import type { Recognizer } from '../recognizer.ts';

/** Signed tokens (RFC 7519): header and payload are JSON objects. */
export const jwt: Recognizer = {
  entity: 'jwt',
  category: 'secrets',
  label: 'JSON web token',
  need: 'token',
  form: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,4096}\.eyJ[A-Za-z0-9_-]{5,8192}\.[A-Za-z0-9_-]{10,1024}/g,
  score: 95,
};
