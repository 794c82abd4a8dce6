import type { Recognizer } from '../recognizer.ts';

/** Forty characters of Base64, only near a word that says what they are. */
export const awsSecretKey: Recognizer = {
  entity: 'aws_secret_key',
  category: 'secrets',
  label: 'AWS secret access key',
  need: 'token',
  form: /(?<![A-Za-z0-9/+=])(?=[A-Za-z0-9/+]{0,39}[0-9])(?=[A-Za-z0-9/+]{0,39}[A-Z])(?=[A-Za-z0-9/+]{0,39}[a-z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/g,
  score: 30,
  context: ['aws', 'secret_access_key', 'secret access key', 'aws_secret', 'secretaccesskey'],
};
