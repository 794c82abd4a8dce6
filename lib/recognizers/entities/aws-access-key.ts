import type { Recognizer } from '../recognizer.ts';

/** Identifiers of access keys and roles by the prefixes of IAM. */
export const awsAccessKey: Recognizer = {
  entity: 'aws_access_key',
  category: 'secrets',
  label: 'AWS access key id',
  need: 'token',
  form: /(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])/g,
  score: 95,
};
