import type { Recognizer } from '../recognizer.ts';

/** What follows an assignment to a name that says it is secret; a word of letters alone may be a placeholder. */
export const password: Recognizer = {
  entity: 'password',
  category: 'secrets',
  label: 'Password',
  need: 'nothing',
  form: /(?<=(?<![A-Za-z])(?:password|passwd|pwd|passwort|secret|client_secret|api_key|apikey|access_token|auth_token)["']?\s{0,3}[:=]\s{0,3}["']?)(?![*<$\s]|x{4}|null|none|true|false)[^\s"',;<>]{7,127}[^\s"',;<>.!?)]/gi,
  score: (found) => (/\d/.test(found) && /[A-Za-z]/.test(found) ? 75 : 45),
};
