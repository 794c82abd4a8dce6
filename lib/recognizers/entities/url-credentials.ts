import type { Recognizer } from '../recognizer.ts';

/** Addresses that carry a user and a password, as those of databases do (RFC 3986). */
export const urlCredentials: Recognizer = {
  entity: 'url_credentials',
  category: 'secrets',
  label: 'Password in an address',
  need: 'slashes',
  form: /(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'<>]{1,64}:[^\s:/@"'<>]{3,128}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,8}/g,
  isReal: (found) => !/:\/\/[^:]*:(?:\*+|x+|\$\{?[A-Z_]+\}?|password)@/i.test(found),
  score: 97,
};
